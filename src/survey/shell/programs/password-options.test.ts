import { describe, expect, it } from 'vitest';
import { known } from '../scope.ts';
import { passwordsIn } from './password-options.ts';

describe('passwords among arguments', () => {
  it.each([
    ['sshpass', '-p hunter22 sftp bob@host', ['hunter22']],
    ['sshpass', '-phunter22 scp x bob@host:', ['hunter22']],
    ['zip', '-r -P hunter22 x.zip x', ['hunter22']],
    ['7z', 'a -phunter22 x.7z x', ['hunter22']],
    ['7z', 'a -p x.7z x', []],
    ['gpg', '--batch --passphrase hunter22 -c x', ['hunter22']],
    ['redis-cli', '-h cache -a hunter22 get x', ['hunter22']],
    ['ncftpput', '-u bob -p hunter22 host /in x', ['hunter22']],
    ['openssl', 'enc -pass pass:hunter22 -in x', ['hunter22']],
    ['smbclient', '//srv/share -U bob%hunter22', ['hunter22']],
    ['mkdir', '-p /data/x', []],
    ['tool', '--password --verbose x', []],
  ])('%s %s', (program, words, passwords) => expect(passwordsIn(program, words.split(' ').map(known))).toEqual(passwords));
});
