import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HostAddress } from '../../model/world.ts';
import { systemClock } from '../../runtime/clock.ts';
import { makeLog } from '../../runtime/log.ts';
import { makeSecrets } from '../../runtime/secrets.ts';
import { type OpensshServer, startOpenssh } from '../../testing/openssh-server.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { askHost } from './ssh-command.ts';
import { connectSsh } from './ssh-connection.ts';

const secrets = makeSecrets({ KEY_PASSPHRASE: 'correct horse', WRONG: 'battery staple' });
const x = { signal: new AbortController().signal, secrets, log: makeLog('silent', secrets), clock: systemClock };

describeWithPrograms(['sshd', 'ssh-keygen', 'ssh-keyscan', 'ssh-agent', 'ssh-add'], 'a connection to a real sshd', (programs) => {
  const folder = temporaryFolder();
  let server: OpensshServer;
  let inner: OpensshServer;
  /** The host without what pins its key. */
  let unpinned: HostAddress;

  beforeAll(async () => {
    server = await startOpenssh(programs.sshd ?? '', join(folder, 'outer'));
    inner = await startOpenssh(programs.sshd ?? '', join(folder, 'inner'));
    const { hostKey: _, ...rest } = server.address;
    unpinned = rest;
  });
  afterAll(async () => {
    await server.stop();
    await inner.stop();
  });

  async function says(address: HostAddress): Promise<string> {
    const connection = await connectSsh('batch', address, x);
    try {
      return (await askHost(connection, 'printf %s "$SSH_CONNECTION"')).stdout.split(' ')[3] ?? '';
    } finally {
      connection.close();
    }
  }

  function knownHosts(...options: string[]): string {
    const file = join(folder, `known_hosts${options.join('')}`);
    const found = execFileSync(programs['ssh-keyscan'] ?? '', [...options, '-p', String(server.address.port), '127.0.0.1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    writeFileSync(file, found);
    return file;
  }

  it.each([[], ['-H']])('trusts what known_hosts holds, plain or hashed %j', async (...options) => {
    expect(await says({ ...unpinned, knownHosts: ['/nowhere', knownHosts(...options)] })).toBe(String(server.address.port));
  });

  it('sends nothing to a host whose key is not known, has changed or was revoked', async () => {
    await expect(says({ ...unpinned, knownHosts: ['/nowhere'] })).rejects.toMatchObject({
      code: 'ssh.host-key-unknown',
      received: server.address.hostKey,
    });
    const [line = ''] = readFileSync(knownHosts(), 'utf8').split('\n');
    const other = readFileSync(join(folder, 'inner', 'host_key.pub'), 'utf8').split(' ');
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return [join(folder, name)];
    };
    const changed = write('changed', `${line.split(' ')[0]} ${other[0]} ${other[1]}\n`);
    await expect(says({ ...unpinned, knownHosts: changed })).rejects.toMatchObject({
      code: 'ssh.host-key-mismatch',
      expected: inner.address.hostKey,
    });
    await expect(says({ ...unpinned, knownHosts: write('revoked', `@revoked ${line}\n${line}\n`) })).rejects.toMatchObject({
      code: 'ssh.host-key-revoked',
    });
    await expect(says({ ...server.address, hostKey: inner.address.hostKey ?? '' })).rejects.toMatchObject({ code: 'ssh.host-key-mismatch' });
  });

  it('logs in by a key with a passphrase, and says what is wrong with one that stays locked', async () => {
    const file = join(folder, 'locked');
    execFileSync('cp', ['-p', server.address.identityFiles?.[0] ?? '', file]);
    execFileSync(programs['ssh-keygen'] ?? '', ['-q', '-p', '-P', '', '-N', 'correct horse', '-f', file]);
    const locked = { ...server.address, identityFiles: [file] };
    expect(await says({ ...locked, passphraseSecret: 'KEY_PASSPHRASE' })).toBe(String(server.address.port));
    await expect(says(locked)).rejects.toMatchObject({ code: 'ssh.identity-locked', class: 'misuse' });
    const wrong = await says({ ...locked, passphraseSecret: 'WRONG' }).catch((error: Error) => error);
    expect(wrong).toMatchObject({ code: 'ssh.identity-locked' });
    expect(JSON.stringify(wrong)).not.toContain('battery');
  });

  it('says that a file is no private key, and passes it over among the several of ssh_config', async () => {
    const [own = ''] = server.address.identityFiles ?? [];
    const other = join(folder, 'no-key');
    writeFileSync(other, 'not a key\n');
    for (const [file, said] of [
      [other, 'Unsupported key format'],
      [`${own}.pub`, 'it is a public key'],
    ] as const) {
      await expect(says({ ...server.address, identityFiles: [file] })).rejects.toMatchObject({
        code: 'ssh.identity-unusable',
        message: expect.stringContaining(said),
        fix: { text: expect.not.stringContaining('passphrase') },
      });
    }
    const several: HostAddress = { ...server.address, identitiesOptional: true };
    expect(await says({ ...several, identityFiles: [other, own] })).toBe(String(server.address.port));
    await expect(says({ ...several, identityFiles: [other] })).rejects.toMatchObject({
      code: 'ssh.auth-refused',
      expected: expect.stringContaining(other),
    });
  });

  it('logs in by the keys of an agent', async () => {
    const socket = join(folder, 'agent');
    const agent = spawn(programs['ssh-agent'] ?? '', ['-D', '-a', socket], { stdio: 'ignore' });
    const ended = new Promise((resolve) => agent.once('exit', resolve));
    try {
      await expect.poll(() => execFileSync('ls', [folder], { encoding: 'utf8' })).toContain('agent');
      const byAgent: HostAddress = { ...server.address, identityFiles: [join(folder, 'absent')], identitiesOptional: true, agent: socket };
      await expect(says(byAgent)).rejects.toMatchObject({ code: 'ssh.auth-refused', expected: expect.stringContaining(socket) });
      execFileSync(programs['ssh-add'] ?? '', ['-q', server.address.identityFiles?.[0] ?? ''], { env: { SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
      expect(await says(byAgent)).toBe(String(server.address.port));
      // With more keys than sshd takes (MaxAuthTries 6), the right one comes first, and is the only one where that is asked for.
      execFileSync(programs['ssh-add'] ?? '', ['-q', '-D'], { env: { SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
        execFileSync(programs['ssh-keygen'] ?? '', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
        execFileSync(programs['ssh-add'] ?? '', ['-q', join(folder, name)], { env: { SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
      }
      const identity = server.address.identityFiles?.[0] ?? '';
      execFileSync(programs['ssh-add'] ?? '', ['-q', identity], { env: { SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
      await expect(says(byAgent)).rejects.toMatchObject({ code: 'ssh.auth-refused' });
      const locked = join(folder, 'in-agent');
      writeFileSync(`${locked}.pub`, readFileSync(`${identity}.pub`));
      expect(await says({ ...byAgent, identityFiles: [locked] })).toBe(String(server.address.port));
      await expect(says({ ...byAgent, identitiesOnly: true })).rejects.toMatchObject({ code: 'ssh.auth-refused' });
      expect(await says({ ...byAgent, identityFiles: [locked], identitiesOnly: true })).toBe(String(server.address.port));
    } finally {
      agent.kill();
      await ended;
    }
  });

  it('goes through another host, whose key counts as much', async () => {
    expect(await says({ ...inner.address, jump: [server.address] })).toBe(String(inner.address.port));
    const wrong = { ...server.address, hostKey: inner.address.hostKey ?? '' };
    await expect(says({ ...inner.address, jump: [wrong] })).rejects.toMatchObject({
      code: 'ssh.host-key-mismatch',
      message: expect.stringContaining('jump host'),
    });
    await expect(says({ ...inner.address, port: 1, jump: [server.address] })).rejects.toMatchObject({ code: 'ssh.jump-refused' });
  });

  it('goes through a program that speaks to the host, and ends it', async () => {
    const mark = join(folder, 'proxy.pid');
    const script = join(folder, 'proxy.cjs');
    writeFileSync(
      script,
      `require('fs').writeFileSync(${JSON.stringify(mark)}, String(process.pid));
       const s = require('net').connect(+process.argv[3], process.argv[2]); process.stdin.pipe(s); s.pipe(process.stdout);`,
    );
    expect(await says({ ...server.address, proxyCommand: `'${process.execPath}' '${script}' %h %p` })).toBe(String(server.address.port));
    await expect.poll(() => lives(Number(readFileSync(mark, 'utf8')))).toBe(false);
    await expect(says({ ...server.address, proxyCommand: 'echo no session manager plugin >&2; exit 1' })).rejects.toMatchObject({
      code: 'ssh.unreachable',
      message: expect.stringContaining('no session manager plugin'),
    });
  });

  it('says what was tried when it is refused', async () => {
    const other = join(folder, 'other');
    mkdirSync(join(folder, 'keys'), { recursive: true });
    execFileSync(programs['ssh-keygen'] ?? '', ['-q', '-t', 'ed25519', '-N', '', '-f', other]);
    await expect(says({ ...server.address, identityFiles: [other] })).rejects.toMatchObject({
      code: 'ssh.auth-refused',
      expected: expect.stringContaining(other),
    });
  });
});

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
