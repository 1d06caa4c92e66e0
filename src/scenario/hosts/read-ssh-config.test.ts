import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { readSshConfig } from './read-ssh-config.ts';

const folder = useTempFolder();
const me = userInfo().username;

function read(text: string, alias: string) {
  const file = join(folder.path, 'config');
  writeFileSync(file, text);
  return readSshConfig(alias, file, folder.path, me);
}

const pattern = fc.constantFrom('web', 'web-1', 'db', '*', 'web*', 'web-?', '!web-1 *', 'db web', 'w?b');
const directive = fc.oneof(
  fc.constantFrom('HostName 10.0.0.1', 'hostname web.internal', 'Hostname %h.internal', 'HostName=web-9'),
  fc.constantFrom('22', '2222').map((value) => `Port ${value}`),
  fc.constantFrom('User export', 'user ubuntu'),
  fc.constantFrom('~/.ssh/batch', '/keys/%h', '"/keys/with space"').map((value) => `IdentityFile ${value}`),
  fc.constantFrom('known-name').map((value) => `hostkeyalias=${value}`),
  fc.constantFrom('/known/a /known/b', '~/known').map((value) => `UserKnownHostsFile ${value}`),
  fc.constantFrom('15', '0').map((value) => `ServerAliveInterval ${value}`),
  fc.constantFrom('jump1', 'me@jump1:2200,jump2', 'none').map((value) => `ProxyJump ${value}`),
  fc.constantFrom('aws ssm start-session --target %h', 'nc  -X 5 "%h" %p', 'none').map((value) => `ProxyCommand ${value}`),
  fc.constantFrom('IdentitiesOnly yes', 'identitiesonly no', 'GlobalKnownHostsFile /etc/known'),
  fc.constantFrom('# a note', '', '  Compression yes', 'ForwardAgent no'),
);
const block = fc.oneof(
  { weight: 4, arbitrary: pattern.map((value) => `Host ${value}`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'Match all',
      'Match host web*',
      'Match originalhost db',
      'Match host db,web-*',
      'Match user export',
      `Match localuser ${me} host web`,
    ),
  },
);
const configs = fc
  .tuple(fc.array(directive, { maxLength: 3 }), fc.array(fc.tuple(block, fc.array(directive, { maxLength: 4 })), { maxLength: 4 }))
  .map(([top, blocks]) => [...top, ...blocks.flatMap(([head, lines]) => [head, ...lines.map((line) => `  ${line}`)])].join('\n'));

describeWithPrograms(['ssh'], 'what ssh_config says of a host', ({ ssh = '' }) => {
  it('is what ssh itself says', async () => {
    await fc.assert(
      fc.asyncProperty(configs, fc.constantFrom('web', 'web-1', 'db', 'other'), async (text, alias) => {
        const file = join(folder.path, 'config');
        writeFileSync(file, `${text}\n`);
        const said = execFileSync(ssh, ['-G', '-F', file, alias], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
        const all = (name: string) => [...said.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].map(([, value = '']) => value);
        const found = await readSshConfig(alias, file, homedir(), me).catch((error: { code?: string }) => error.code);
        if (typeof found !== 'object') {
          expect(found).toBe('ssh-config.unsupported');
          expect(text).toMatch(/Match .*host [\s\S]*%|%[\s\S]*Match .*host /);
          return;
        }
        expect({ address: found.address, port: found.port ?? 22, user: found.user ?? me, jump: found.proxyJump.join(',') }).toEqual({
          address: all('hostname')[0],
          port: Number(all('port')[0]),
          user: all('user')[0],
          jump: all('proxyjump')[0] ?? '',
        });
        expect(found.identitiesOnly).toBe(all('identitiesonly')[0] === 'yes');
        const known = [...all('userknownhostsfile'), ...all('globalknownhostsfile')].flatMap((paths) => paths.split(' '));
        expect(found.knownHosts).toEqual(known.map((path) => path.replace(/^~/, homedir())));
        expect(found.proxyCommand ?? 'none').toBe(all('proxycommand')[0] ?? 'none');
        expect(found.hostKeyAlias).toBe(all('hostkeyalias')[0]);
        expect(found.keepaliveSeconds ?? 0).toBe(Number(all('serveraliveinterval')[0]));
        if (/identityfile/i.test(text) && all('identityfile').length <= 3)
          expect(found.identityFiles).toEqual(all('identityfile').map((path) => path.replace(/^~/, homedir()).replace('%h', found.address)));
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

describe('reading ssh_config', () => {
  it('follows what is included at the top, also by a pattern', async () => {
    mkdirSync(join(folder.path, '.ssh', 'config.d'), { recursive: true });
    writeFileSync(join(folder.path, '.ssh', 'config.d', 'a.conf'), 'Host batch\n  HostName 10.0.0.7\n');
    writeFileSync(join(folder.path, '.ssh', 'config.d', 'b.conf'), 'Host other\n  Port 99\n');
    expect(await read('Include config.d/*.conf\nUser export\nHost batch\n  HostName late\n', 'batch')).toMatchObject({
      address: '10.0.0.7',
      user: 'export',
    });
  });

  it.each([
    ['Host batch\n  Include other.conf\n', 'ssh-config.include'],
    ['Match exec "true"\n  User root\n', 'ssh-config.unsupported'],
    ['Match !host web\n  User root\n', 'ssh-config.unsupported'],
    ['Match tagged prod\n  User root\n', 'ssh-config.unsupported'],
    ['ProxyUseFdpass yes\n', 'ssh-config.unsupported'],
    ['CanonicalizeHostname yes\n', 'ssh-config.unsupported'],
  ])('refuses what it cannot follow: %j', async (text, code) => {
    mkdirSync(join(folder.path, '.ssh'), { recursive: true });
    writeFileSync(join(folder.path, '.ssh', 'other.conf'), 'Host web\n  Port 1\n');
    await expect(read(text, 'batch')).rejects.toMatchObject({ code, class: 'misuse' });
  });

  it('says which file is not there', async () => {
    await expect(readSshConfig('batch', '/nowhere/config', '/home/me', me)).rejects.toMatchObject({
      code: 'ssh-config.unreadable',
      at: { file: '/nowhere/config' },
    });
  });
});
