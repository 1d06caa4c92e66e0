import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Client, ClientChannel, SFTPWrapper } from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectClient, openSftp, type SshHost, startSshHost } from '../../testing/ssh-host.ts';
import { generateKeyPair } from './key-pair.ts';
import { startSshServer } from './ssh-server.ts';

let host: SshHost;
beforeAll(async () => {
  host = await startSshHost();
});
afterAll(() => host.stop());

interface Ended {
  readonly code: number | null | undefined;
  readonly signal: string | undefined;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

function start(client: Client, command: string, env: Record<string, string> = {}): Promise<ClientChannel> {
  return new Promise((resolve, reject) => client.exec(command, { env }, (error, channel) => (error ? reject(error) : resolve(channel))));
}

function ended(channel: ClientChannel): Promise<Ended> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  channel.on('data', (data: Buffer) => stdout.push(data));
  channel.stderr.on('data', (data: Buffer) => stderr.push(data));
  return new Promise((resolve) =>
    channel.on('close', (code?: number | null, signal?: string) =>
      resolve({ code, signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) }),
    ),
  );
}

async function run(command: string, env: Record<string, string> = {}): Promise<Ended> {
  const client = await connectClient(host);
  try {
    return await ended(await start(client, command, env));
  } finally {
    client.end();
  }
}

async function withSftp<T>(user: string, work: (sftp: SFTPWrapper) => Promise<T>): Promise<T> {
  const client = await connectClient(host, { username: user });
  try {
    return await work(await openSftp(client));
  } finally {
    client.end();
  }
}

function call<T = unknown>(work: (done: (error: Error | null | undefined, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => work((error, value) => (error ? reject(error) : resolve(value as T))));
}

function lives(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && lives(pid); tries += 1) await sleep(50);
  return !lives(pid);
}

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

describe('logging in', () => {
  it('takes the right password and the right key', async () => {
    (await connectClient(host)).end();
    (await connectClient(host, { password: '', privateKey: host.privateKey })).end();
  });

  it.each([
    ['a wrong password', { password: 'wrong' }],
    ['an empty password', { password: '' }],
    ['a foreign key', { password: '', privateKey: generateKeyPair().privateKey }],
    ['an unknown user', { username: 'root' }],
  ])('refuses %s', async (_title, given) => {
    await expect(connectClient(host, given)).rejects.toThrow(/authentication methods failed/);
  });

  it('shows the host key that it names', async () => {
    let seen: Buffer | undefined;
    const hostVerifier = (key: Buffer): boolean => {
      seen = key;
      return true;
    };
    (await connectClient(host, { hostVerifier })).end();
    expect(`ssh-ed25519 ${seen?.toString('base64')}`).toBe(host.server.publicKey);
  });

  it('says which option is wrong', async () => {
    await expect(startSshServer({ hostKey: 'nonsense', users: [] })).rejects.toMatchObject({ code: 'sandbox.key-invalid', class: 'misuse' });
    const user = { name: 'u', root: 'relative', home: '/' };
    await expect(startSshServer({ hostKey: host.privateKey, users: [user] })).rejects.toMatchObject({ code: 'sandbox.user-root' });
  });
});

describe('commands', () => {
  it('give their exit code, stdout and stderr', async () => {
    const { code, stdout, stderr } = await run('echo out; echo err >&2; exit 3');
    expect([code, String(stdout), String(stderr)]).toEqual([3, 'out\n', 'err\n']);
  });

  it('give the signal that ended them', async () => {
    expect(await run('kill -TERM $$')).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  it('get only the environment that the user has, and LANG and LC_* from the client', async () => {
    const { stdout } = await run('env | sort', { LC_ALL: 'C', LD_PRELOAD: 'x', BATCH: 'no' });
    const names = String(stdout)
      .trim()
      .split('\n')
      .filter((line) => !/^(_|SHLVL|OLDPWD)=/.test(line));
    const home = join(host.folder, 'host/home/export');
    const expected = ['BATCH=yes', `HOME=${home}`, 'LC_ALL=C', 'LOGNAME=export', 'PATH=/usr/bin:/bin', `PWD=${home}`, 'SHELL=/bin/sh', 'USER=export'];
    expect(names.sort()).toEqual(expected);
  });

  it('bring 20 MB of stdout and stderr through a full window intact', async () => {
    const command = 'for i in 1 2 3 4 5; do head -c 4194304 /dev/zero | tr "\\0" a; head -c 4194304 /dev/zero | tr "\\0" b >&2; done; exit 7';
    const { code, stdout, stderr } = await run(command);
    expect(code).toBe(7);
    expect(stdout.equals(Buffer.alloc(20 << 20, 'a'))).toBe(true);
    expect(stderr.equals(Buffer.alloc(20 << 20, 'b'))).toBe(true);
  });

  it('read stdin, also more than they want', async () => {
    const client = await connectClient(host);
    const all = await start(client, 'wc -c');
    all.end(Buffer.alloc(5 << 20));
    expect(String((await ended(all)).stdout).trim()).toBe(String(5 << 20));
    const little = await start(client, 'head -c 1 >/dev/null; exit 4');
    little.end(Buffer.alloc(5 << 20));
    expect((await ended(little)).code).toBe(4);
    client.end();
  });

  it('get the signal that the client sends, with all that they started', async () => {
    const client = await connectClient(host);
    const channel = await start(client, 'sleep 100 & echo $!; wait');
    const done = ended(channel);
    const pid = Number(String(await new Promise((resolve) => channel.once('data', resolve))));
    expect(lives(pid)).toBe(true);
    channel.signal('TERM');
    expect(await done).toMatchObject({ signal: 'SIGTERM' });
    expect(await gone(pid)).toBe(true);
    client.end();
  });

  it.each([
    ['the connection breaks', 'sleep 100 & echo $!; wait'],
    ['the connection breaks and SIGTERM is ignored', 'trap "" TERM; sleep 100 & echo $!; wait'],
    ['the command leaves something in the background', 'sleep 100 >/dev/null 2>&1 & echo $!'],
  ])('leave no process when %s', async (_title, command) => {
    const client = await connectClient(host);
    const channel = await start(client, command);
    const pid = Number(String(await new Promise((resolve) => channel.once('data', resolve))));
    (client as unknown as { _sock: { destroy(): void } })._sock.destroy();
    expect(await gone(pid)).toBe(true);
  });

  it('are ended by close(), which waits for that', async () => {
    const other = await startSshHost();
    const client = await connectClient(other);
    client.on('error', () => {});
    const channel = await start(client, 'trap "" TERM; sleep 100 & echo $!; wait');
    const pid = Number(String(await new Promise((resolve) => channel.once('data', resolve))));
    await other.stop();
    expect(lives(pid)).toBe(false);
    await expect(call((done) => connect(other.server.port, '127.0.0.1').on('error', done).on('connect', done))).rejects.toThrow(/ECONNREFUSED/);
  });

  it('are refused to a user that has SFTP only, in words', async () => {
    const client = await connectClient(host, { username: 'partner' });
    const { code, stderr } = await ended(await start(client, 'id'));
    expect([code, String(stderr)]).toEqual([1, 'This service allows sftp connections only.\n']);
    client.end();
  });

  it('run beside each other', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, (_, index) => run(`sleep 0.1; echo ${index}; exit ${index}`)));
    expect(results.map(({ code, stdout }) => [code, String(stdout)])).toEqual(results.map((_, index) => [index, `${index}\n`]));
  });

  it('have neither shell nor forwarding', async () => {
    const client = await connectClient(host);
    const shell = await call<ClientChannel>((done) => client.shell(false, done));
    expect(await ended(shell)).toMatchObject({ code: 1 });
    await expect(call((done) => client.forwardOut('127.0.0.1', 0, '127.0.0.1', 22, done))).rejects.toThrow(/Channel open failure/);
    client.end();
  });
});

describe('SFTP', () => {
  it('puts and gets 5 MB, pipelined, as a stream and by fastPut and fastGet', async () => {
    const data = randomBytes(5 << 20);
    const [local, back] = [join(host.folder, 'local'), join(host.folder, 'back')];
    writeFileSync(local, data);
    await withSftp('export', async (sftp) => {
      await call((done) => sftp.fastPut(local, 'fast', done));
      await call((done) => sftp.createWriteStream('stream').on('error', done).on('close', done).end(data));
      expect(sha256(readFileSync(join(host.folder, 'host/home/export/fast')))).toBe(sha256(data));
      expect(sha256(readFileSync(join(host.folder, 'host/home/export/stream')))).toBe(sha256(data));
      await call((done) => sftp.fastGet('/home/export/fast', back, done));
      expect(sha256(readFileSync(back))).toBe(sha256(data));
      const chunks: Buffer[] = [];
      for await (const chunk of sftp.createReadStream('stream')) chunks.push(chunk as Buffer);
      expect(sha256(Buffer.concat(chunks))).toBe(sha256(data));
    });
  });

  it('renames strictly, and replaces with posix-rename', async () => {
    await withSftp('partner', async (sftp) => {
      await call((done) => sftp.writeFile('a', 'new', done));
      await call((done) => sftp.writeFile('b', 'old', done));
      await expect(call((done) => sftp.rename('a', 'b', done))).rejects.toThrow('Failure');
      expect(readFileSync(join(host.folder, 'partner/incoming/b'), 'utf8')).toBe('old');
      await call((done) => sftp.ext_openssh_rename('a', 'b', done));
      expect(readFileSync(join(host.folder, 'partner/incoming/b'), 'utf8')).toBe('new');
      await call((done) => sftp.rename('b', 'c', done));
      expect(existsSync(join(host.folder, 'partner/incoming/b'))).toBe(false);
    });
  });

  it('makes files 0600, keeps modes and times, appends, truncates, refuses to overwrite with EXCL', async () => {
    await withSftp('partner', async (sftp) => {
      const handle = await call<Buffer>((done) => sftp.open('mode', 'wx', done));
      await call((done) => sftp.close(handle, done));
      expect((await promisify(sftp.stat.bind(sftp))('mode')).mode & 0o777).toBe(0o600);
      await call((done) => sftp.chmod('mode', 0o640, done));
      await call((done) => sftp.utimes('mode', 1_000_000_000, 1_100_000_000, done));
      expect(await promisify(sftp.stat.bind(sftp))('mode')).toMatchObject({ mode: 0o100640, atime: 1_000_000_000, mtime: 1_100_000_000 });
      await expect(call((done) => sftp.open('mode', 'wx', done))).rejects.toThrow('Failure');
      await call((done) => sftp.appendFile('mode', 'one,', done));
      await call((done) => sftp.appendFile('mode', 'two', done));
      expect(String(await call<Buffer>((done) => sftp.readFile('mode', done)))).toBe('one,two');
      await call((done) => sftp.setstat('mode', { size: 3 }, done));
      expect(String(await call<Buffer>((done) => sftp.readFile('mode', done)))).toBe('one');
      await call((done) => sftp.unlink('mode', done));
      await expect(call((done) => sftp.stat('mode', done))).rejects.toThrow('No such file');
    });
  });

  it('lists more names than fit into one answer', async () => {
    await withSftp('partner', async (sftp) => {
      await call((done) => sftp.mkdir('many', done));
      for (let index = 0; index < 250; index += 1) writeFileSync(join(host.folder, 'partner/incoming/many', `f${index}`), '');
      const list = await call<{ filename: string; longname: string }[]>((done) => sftp.readdir('many', done));
      expect(list.map(({ filename }) => filename).filter((name) => name.startsWith('f'))).toHaveLength(250);
      expect(list.find(({ filename }) => filename === 'f7')?.longname).toMatch(/^-rw-\S+ +1 partner +partner +0 \w{3} [ \d]\d \d\d:\d\d f7$/);
    });
  });

  it('makes and reads links inside of root', async () => {
    await withSftp('partner', async (sftp) => {
      await call((done) => sftp.writeFile('target', 'text', done));
      await call((done) => sftp.symlink('/incoming/target', 'absolute', done));
      await call((done) => sftp.symlink('target', 'relative', done));
      expect(await call((done) => sftp.readlink('absolute', done))).toBe('/incoming/target');
      expect(await call((done) => sftp.readlink('relative', done))).toBe('target');
      expect(String(await call<Buffer>((done) => sftp.readFile('absolute', done)))).toBe('text');
      expect(await call((done) => sftp.realpath('absolute', done))).toBe('/incoming/target');
      expect(await call((done) => sftp.realpath('.', done))).toBe('/incoming');
    });
  });

  it('lets nobody out of root: not by dots, not by links, not by a link made there', async () => {
    const secret = join(host.folder, 'secret');
    mkdirSync(secret, { recursive: true });
    writeFileSync(join(secret, 'file'), 'secret');
    const incoming = join(host.folder, 'partner/incoming');
    symlinkSync(secret, join(incoming, 'out'));
    symlinkSync(join(secret, 'file'), join(incoming, 'outfile'));
    symlinkSync(join(secret, 'new'), join(incoming, 'dangling'));
    await withSftp('partner', async (sftp) => {
      await expect(call((done) => sftp.readFile('/../../../../../etc/passwd', done))).rejects.toThrow('No such file');
      const refused: ((done: (error: Error | null | undefined) => void) => void)[] = [
        (done) => sftp.readFile('out/file', done),
        (done) => sftp.readFile('outfile', done),
        (done) => sftp.stat('outfile', done),
        (done) => sftp.readdir('out', done),
        (done) => sftp.writeFile('out/new', 'x', done),
        (done) => sftp.writeFile('dangling', 'x', done),
        (done) => sftp.chmod('outfile', 0o777, done),
        (done) => sftp.unlink('out/file', done),
        (done) => sftp.rename('out/file', 'mine', done),
        (done) => sftp.mkdir('out/folder', done),
        (done) => sftp.symlink('../../secret', 'made', done),
        (done) => sftp.readlink('outfile', done),
        (done) => sftp.realpath('out/file', done),
      ];
      for (const attempt of refused) await expect(call(attempt)).rejects.toThrow('Permission denied');
      await call((done) => sftp.unlink('outfile', done));
    });
    expect(existsSync(join(secret, 'new'))).toBe(false);
    expect(readFileSync(join(secret, 'file'), 'utf8')).toBe('secret');
  });

  it('keeps two sessions apart', async () => {
    await Promise.all(
      [0, 1, 2, 3].map((index) =>
        withSftp('partner', async (sftp) => {
          const data = Buffer.alloc(1 << 20, index);
          await call((done) => sftp.writeFile(`session${index}`, data, done));
          expect((await call<Buffer>((done) => sftp.readFile(`session${index}`, done))).equals(data)).toBe(true);
        }),
      ),
    );
  });
});
