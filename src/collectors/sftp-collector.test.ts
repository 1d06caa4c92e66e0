import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../connections/connections.ts';
import { askHost } from '../connections/ssh/ssh-command.ts';
import type { CollectRequest } from '../model/collector.ts';
import type { EventBody } from '../model/event.ts';
import { sha256 } from '../runtime/hash.ts';
import { testContext } from '../testing/context.ts';
import { type OpensshServer, startOpenssh } from '../testing/openssh-server.ts';
import { sideEvidence } from '../testing/stored-run.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { sftpCollector } from './sftp-collector.ts';

const folder = temporaryFolder();
let runs = 0;

function request(): CollectRequest {
  runs += 1;
  const runFolder = join(folder, `run-${runs}`);
  mkdirSync(join(runFolder, 'a/clients'), { recursive: true });
  return { output: 'clients', side: 'legacy', take: 'legacy-1', observation: sideEvidence('legacy').observation, runFolder, folder: 'a/clients' };
}

describeWithPrograms(['sshd', 'ssh-keygen'], 'the sftp collector against OpenSSH', (programs) => {
  let server: OpensshServer;
  let connections: Connections;
  const x = testContext();

  beforeAll(async () => {
    server = await startOpenssh(programs.sshd ?? '', join(folder, 'sshd'));
    connections = makeConnections({ kind: 'real', hosts: { batch: server.address }, databases: {}, aws: {} }, x);
  });
  afterAll(async () => {
    await connections.close();
    await server.stop();
  });
  const collect = (path: string, take = request()) => sftpCollector(connections).collect({ host: 'batch', path, quiet: 1 }, take, x);

  it.each([0, 1, 5_000_000])('brings %i bytes home, verified by sha256 on both ends, mode 0600', async (size) => {
    const data = Buffer.alloc(size, 'クライアント,');
    writeFileSync(join(folder, `file-${size}.csv`), data);
    const take = request();
    const [artifact] = await collect(join(folder, `file-${size}.csv`), take);
    expect(artifact).toMatchObject({
      size,
      sha256: sha256(data),
      verified: 'sha256',
      name: `file-${size}.csv`,
      source: `sftp://batch/${join(folder, `file-${size}.csv`)}`,
    });
    const home = join(take.runFolder, artifact?.path ?? '');
    expect(readFileSync(home).equals(data)).toBe(true);
    expect(statSync(home).mode & 0o777).toBe(0o600);
    expect(Date.parse(artifact?.writtenAt ?? '')).toBe(Math.floor(statSync(join(folder, `file-${size}.csv`)).mtimeMs / 1000) * 1000);
  });

  it('says which file is missing', async () => {
    await expect(collect(join(folder, 'absent.csv'))).rejects.toMatchObject({
      code: 'collect.missing',
      message: expect.stringContaining('absent.csv'),
    });
  });

  it('waits for a file that still grows, and brings all of it', async () => {
    const path = join(folder, 'growing.csv');
    writeFileSync(path, 'a\n'.repeat(1000));
    const timer = setInterval(() => appendFileSync(path, 'b\n'.repeat(1000)), 3);
    setTimeout(() => clearInterval(timer), 1_500);
    const [artifact] = await collect(path);
    expect(artifact?.sha256).toBe(sha256(readFileSync(path)));
  });

  /** Kills the server's process of this connection once so many bytes have come. */
  async function cutAfter(bytes: number, act: () => void = () => {}) {
    const session = Number((await askHost(await connections.ssh('batch'), 'echo $PPID')).stdout);
    let cut = false;
    return {
      ...x,
      emit: (event: EventBody) => {
        if (cut || event.type !== 'progress' || event.done < bytes) return;
        cut = true;
        act();
        process.kill(session, 'SIGKILL');
      },
    };
  }

  it('goes on where it was when the connection is cut', async () => {
    const path = join(folder, 'large.csv');
    const data = Buffer.alloc(40_000_000, 'C000001,山田,2026-11-24\n');
    data.writeUInt32LE(7, 39_999_990);
    writeFileSync(path, data);
    const take = request();
    const [artifact] = await sftpCollector(connections).collect({ host: 'batch', path, quiet: 1 }, take, await cutAfter(10_000_000));
    expect(artifact).toMatchObject({ size: data.length, sha256: sha256(data), verified: 'sha256' });
  });

  it('does not go on with a file that changed meanwhile, and leaves no half of it', async () => {
    const path = join(folder, 'swapped.csv');
    writeFileSync(path, Buffer.alloc(40_000_000, 'a'));
    const take = request();
    const swap = () => writeFileSync(path, Buffer.alloc(30_000_000, 'b'));
    await expect(sftpCollector(connections).collect({ host: 'batch', path, quiet: 1 }, take, await cutAfter(10_000_000, swap))).rejects.toMatchObject(
      {
        code: 'collect.changed',
      },
    );
    expect(readdirSync(join(take.runFolder, 'a/clients'))).toEqual([]);
  });

  it('notices a file that becomes shorter while it is read', async () => {
    const path = join(folder, 'shorter.csv');
    writeFileSync(path, Buffer.alloc(20_000_000, 'a'));
    let cut = false;
    const shorten = (event: EventBody) => {
      if (cut || event.type !== 'progress') return;
      cut = true;
      truncateSync(path, 1_000_000);
    };
    const [artifact] = await sftpCollector(connections).collect({ host: 'batch', path, quiet: 1 }, request(), { ...x, emit: shorten });
    // It was read again, for it changed: what came home is what lies there.
    expect(artifact).toMatchObject({ size: 1_000_000, sha256: sha256(readFileSync(path)) });
  });

  it('keeps hostile names inside its folder', async () => {
    const path = join(folder, 'evil\u001b[31m name$(x).csv');
    writeFileSync(path, 'x\n');
    const [artifact] = await collect(path);
    expect(artifact?.path).toBe('a/clients/evil__31m name__x_.csv');
    expect(artifact?.verified).toBe('sha256');
  });

  it('says what is wrong where the login shell prints before SFTP begins, and where there is none', async () => {
    const hosts = { noisy: "sh -c 'echo Welcome to the machine; exec cat'", bare: '/bin/false' };
    for (const [name, command] of Object.entries(hosts)) {
      const other = await startOpenssh(programs.sshd ?? '', join(folder, name), [`ForceCommand ${command}`]);
      const there = makeConnections({ kind: 'real', hosts: { batch: other.address }, databases: {}, aws: {} }, x);
      const collected = sftpCollector(there).collect({ host: 'batch', path: '/etc/passwd' }, request(), x);
      await expect(collected).rejects.toMatchObject({
        code: 'ssh.no-sftp',
        message: expect.stringContaining(name === 'noisy' ? 'prints something' : 'has no SFTP'),
      });
      await there.close();
      await other.stop();
    }
  });
});
