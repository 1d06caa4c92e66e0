import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SshHost, startSshHost } from '../../testing/ssh-host.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { generateKeyPair } from './key-pair.ts';

describeWithPrograms(['ssh', 'sftp', 'ssh-keygen'], "OpenSSH's clients", (programs) => {
  let host: SshHost;
  beforeAll(async () => {
    host = await startSshHost();
  });
  afterAll(() => host.stop());

  function run(program: string, args: readonly string[], input = ''): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = spawn(programs[program] ?? program, args, { stdio: 'pipe' });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data: Buffer) => {
      stdout += data;
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr += data;
    });
    // A client that ends before it has read is judged by its exit code.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  }
  const ssh = (user: string, command: string, identity = host.identityFile) =>
    run('ssh', [...host.clientOptions, '-i', identity, '-p', String(host.server.port), `${user}@127.0.0.1`, command]);
  const sftp = (user: string, batch: string) =>
    run('sftp', [...host.clientOptions, '-i', host.identityFile, '-P', String(host.server.port), '-b', '-', `${user}@127.0.0.1`], batch);

  it('run a command: output, exit code, signal', async () => {
    expect(await ssh('export', 'echo out; echo err >&2; exit 3')).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n' });
    expect(await ssh('export', 'kill -KILL $$')).toMatchObject({ code: 255 });
  });

  it('bring 20 MB home', async () => {
    const { code, stdout } = await ssh('export', 'head -c 20971520 /dev/zero | tr "\\0" a');
    expect([code, stdout.length, /^a+$/.test(stdout)]).toEqual([0, 20 << 20, true]);
  });

  it('are refused with a foreign key', async () => {
    const identity = join(host.folder, 'foreign');
    writeFileSync(identity, generateKeyPair().privateKey, { mode: 0o600 });
    const { code, stderr } = await ssh('export', 'id', identity);
    expect([code, /Permission denied \(publickey,password\)/.test(stderr)]).toEqual([255, true]);
  });

  it('see the fingerprint that the server names', async () => {
    const { stdout } = await run('ssh-keygen', ['-l', '-f', host.knownHosts]);
    expect(stdout).toContain(host.server.fingerprint);
  });

  it('deliver as batches do, and end', async () => {
    const [source, back] = [join(host.folder, 'clients.csv'), join(host.folder, 'back.csv')];
    writeFileSync(source, randomBytes(5 << 20));
    const batch = [
      `put -p ${source} clients.csv.part`,
      'rename clients.csv.part clients.csv',
      `put ${source} clients.csv.part`,
      'rename clients.csv.part clients.csv',
      'ls -l',
      `get clients.csv ${back}`,
      'mkdir sub',
      'cd sub',
      'pwd',
      'cd ..',
      'rmdir sub',
      'chmod 600 clients.csv',
      'bye',
    ];
    const { code, stdout, stderr } = await sftp('partner', batch.join('\n'));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/-rw-\S+ +1 partner +partner +5242880 \w{3} [ \d]\d \d\d:\d\d clients\.csv\n/);
    expect(stdout).toContain('Remote working directory: /incoming/sub');
    expect(readFileSync(back).equals(readFileSync(source))).toBe(true);
    expect(readFileSync(join(host.folder, 'partner/incoming/clients.csv')).equals(readFileSync(source))).toBe(true);
  });

  it('end with 1 at the first command that fails', async () => {
    const { code, stderr } = await sftp('partner', 'get absent\nmkdir never\n');
    expect([code, stderr.trim()]).toEqual([1, 'File "/incoming/absent" not found.']);
    expect((await sftp('partner', 'ls -1')).stdout).not.toContain('never');
  });
});
