import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProgramRun, runProgram, standIn } from '../../testing/run-program.ts';
import { type SshHost, startSshHost } from '../../testing/ssh-host.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { generateKeyPair } from '../ssh/key-pair.ts';

let host: SshHost;
let work: string;
let incoming: string;
beforeAll(async () => {
  host = await startSshHost();
  work = join(host.folder, 'outbox');
  incoming = join(host.folder, 'partner/incoming');
  mkdirSync(work);
  writeFileSync(join(work, 'clients.csv'), randomBytes(3 << 20), { mode: 0o640 });
  writeFileSync(join(work, 'empty.csv'), '');
  writeFileSync(join(work, 'with space.csv'), 'x\n');
  utimesSync(join(work, 'clients.csv'), 1_000_000_000, 1_100_000_000);
});
afterAll(() => host.stop());

const [node = '', ...ours] = standIn('sftp');

function run(program: readonly string[], batch: string, extra: readonly string[] = ['-b', '-']): Promise<ProgramRun> {
  const [command = '', ...args] = program;
  // The first of an option counts: what a test adds goes before.
  const options = ['-F', '/dev/null', '-o', `UserKnownHostsFile=${host.knownHosts}`, '-o', 'StrictHostKeyChecking=yes', '-o', 'IdentitiesOnly=yes'];
  const target = ['-i', host.identityFile, '-P', String(host.server.port), 'partner@127.0.0.1'];
  return runProgram(command, [...args, ...extra, ...options, ...target], { input: batch, cwd: work, env: { HOME: work } });
}
const standInRun = (batch: string, extra?: readonly string[]): Promise<ProgramRun> => run([node, ...ours], batch, extra);

/** What a batch leaves: each must end at the same place by either client. */
const BATCHES: readonly (readonly [string, string])[] = [
  ['a delivery', 'put clients.csv .clients.part\n-rm clients.csv\nrename .clients.part clients.csv\nls -1\n'],
  ['a delivery that replaces', 'put clients.csv a\nput empty.csv b\nrename b a\nls -1\n'],
  ['quoted names', 'put "with space.csv" \'a b\'\nget a\\ b back\nls -1\n@pwd\n'],
  ['folders', 'mkdir sub\ncd sub\npwd\nput ../outbox/clients.csv\nlcd /\ncd ..\nrm sub/clients.csv\nrmdir sub\n'],
  ['modes', 'put -p clients.csv m\nchmod 600 m\n'],
  ['patterns', 'put *.csv\nrm e*.csv\nls -1\nget c*.csv back\n'],
  ['a failure that is allowed', '-rm nothing\n-cd nowhere\n-get nothing\n-put nothing\n-rename a1 a2\n-rmdir nothing\npwd\n'],
  ['rm that fails', 'rm nothing\nput clients.csv never\n'],
  ['rename that fails', 'rename nothing other\nput clients.csv never\n'],
  ['get that fails', 'get nothing\nput clients.csv never\n'],
  ['put that fails', 'put nothing\nput clients.csv never\n'],
  ['cd that fails', 'cd nowhere\nput clients.csv never\n'],
  ['mkdir that fails', 'mkdir a/b/c\nput clients.csv never\n'],
  ['an unknown command', 'frobnicate\nput clients.csv never\n'],
  ['an early end', 'pwd\nbye\nput clients.csv never\n'],
];

describeWithPrograms(['sftp'], "the stand-in does as OpenSSH's sftp", ({ sftp = '' }) => {
  const state = (): unknown =>
    ['clients.csv', 'a', 'b', 'a b', 'm', 'never', 'empty.csv', 'with space.csv', 'sub'].map((name) => {
      const path = join(incoming, name);
      if (!existsSync(path)) return [name];
      const { mode, size, mtimeMs } = statSync(path);
      return [name, (mode & 0o777).toString(8), size, name === 'm' ? mtimeMs : 0];
    });
  const clean = (): void => {
    rmSync(incoming, { recursive: true, force: true });
    mkdirSync(incoming);
    rmSync(join(work, 'back'), { force: true });
  };
  const lines = (text: string): string[] => text.replaceAll('\r', '').trim().split('\n');

  it.each(BATCHES)('%s', async (_title, batch) => {
    clean();
    const real = await run([sftp], batch);
    const realState = state();
    clean();
    const standing = await standInRun(batch);
    expect({ code: standing.code, stdout: lines(standing.stdout), stderr: lines(standing.stderr) }).toEqual({
      code: real.code,
      stdout: lines(real.stdout),
      stderr: lines(real.stderr),
    });
    expect(state()).toEqual(realState);
  });

  it('without -b goes on after a failure', async () => {
    clean();
    const real = await run([sftp], 'rm nothing\nmkdir sub\n', []);
    rmSync(join(incoming, 'sub'), { recursive: true });
    const standing = await standInRun('rm nothing\nmkdir sub\n', []);
    expect([standing.code, existsSync(join(incoming, 'sub'))]).toEqual([real.code, true]);
  });
});

describe('the stand-in for sftp', () => {
  it('delivers a file whole', async () => {
    const { code, stderr } = await standInRun('put clients.csv .part\nrename .part whole.csv\nget whole.csv back\n');
    expect([code, stderr]).toEqual([0, '']);
    expect(readFileSync(join(incoming, 'whole.csv')).equals(readFileSync(join(work, 'clients.csv')))).toBe(true);
    expect(readFileSync(join(work, 'back')).equals(readFileSync(join(work, 'clients.csv')))).toBe(true);
  });

  it.each([
    ['is not known', () => ''],
    ['has changed', () => `[127.0.0.1]:${host.server.port} ${generateKeyPair().publicKey}\n`],
    ['is known for another port only', () => `127.0.0.1 ${host.server.publicKey}\n[127.0.0.1]:1 ${host.server.publicKey}\n`],
    ['is revoked', () => `${readFileSync(host.knownHosts, 'utf8')}@revoked * ${host.server.publicKey}\n`],
  ])('refuses a host key that %s', async (_title, text) => {
    const file = join(work, 'known');
    writeFileSync(file, text());
    const { code, stderr } = await standInRun('mkdir bad\n', ['-b', '-', '-o', `UserKnownHostsFile=${file}`]);
    expect([code, /Host key verification failed/.test(stderr), existsSync(join(incoming, 'bad'))]).toEqual([255, true, false]);
  });

  it('takes a hashed entry, and what a configuration file says', async () => {
    const file = join(work, 'hashed');
    writeFileSync(file, readFileSync(host.knownHosts));
    const hashing = await runProgram('ssh-keygen', ['-H', '-f', file]).catch(() => undefined);
    if (hashing !== undefined) expect(readFileSync(file, 'utf8')).toMatch(/^\|1\|/);
    const text = `Host other\n  Port 1\nHost partner-*\n  HostName 127.0.0.1\n  Port ${host.server.port}\n  User partner\n  IdentityFile ${host.identityFile}\n  UserKnownHostsFile ${file}\n`;
    writeFileSync(join(work, 'config'), text);
    const result = await runProgram(node, [...ours, '-F', join(work, 'config'), '-b', '-', 'partner-a'], { input: 'pwd\n', env: { HOME: work } });
    expect(result).toEqual({ code: 0, stdout: 'sftp> pwd\nRemote working directory: /incoming\n', stderr: '' });
  });

  it('ends with 255 when the key is not accepted, when nobody listens, and for options that it does not have', async () => {
    const foreign = join(work, 'foreign');
    writeFileSync(foreign, generateKeyPair().privateKey, { mode: 0o600 });
    const base = ['-F', '/dev/null', '-o', `UserKnownHostsFile=${host.knownHosts}`];
    const attempt = (args: readonly string[]): Promise<ProgramRun> => runProgram(node, [...ours, ...base, ...args], { env: { HOME: work } });
    const refused = await attempt(['-i', foreign, '-P', String(host.server.port), 'partner@127.0.0.1']);
    expect([refused.code, refused.stderr]).toEqual([255, 'partner@127.0.0.1: Permission denied (publickey).\nConnection closed\n']);
    const absent = await attempt(['-i', foreign, '-P', '1', 'partner@127.0.0.1']);
    expect([absent.code, absent.stderr]).toEqual([255, 'ssh: connect to host 127.0.0.1 port 1: Connection refused\nConnection closed\n']);
    expect((await attempt(['-J', 'jump', 'partner@127.0.0.1'])).code).toBe(1);
  });
});
