import { execFileSync } from 'node:child_process';
import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../connections/connections.ts';
import type { Artifact } from '../model/artifact.ts';
import type { CollectRequest } from '../model/collector.ts';
import { testContext } from '../testing/context.ts';
import { type OpensshServer, startOpenssh } from '../testing/openssh-server.ts';
import { sideEvidence } from '../testing/stored-run.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { fileCollector } from './file-collector.ts';
import { sftpCollector } from './sftp-collector.ts';

const folder = temporaryFolder();
const out = join(folder, 'out');
const x = testContext();
let runs = 0;

function write(name: string, text: string): void {
  mkdirSync(dirname(join(out, name)), { recursive: true });
  writeFileSync(join(out, name), text);
}

beforeAll(() => {
  for (const name of ['b/x.csv', 'a/x.csv', 'a/deep/x.csv', 'x.csv', '.hidden.csv', 'x.txt', 'not a folder [1].csv']) write(name, `${name}\n`);
  symlinkSync(out, join(out, 'a/loop'));
  symlinkSync(join(out, 'x.csv'), join(out, 'linked.csv'));
});

function request(): CollectRequest {
  runs += 1;
  const runFolder = join(folder, `run-${runs}`);
  mkdirSync(join(runFolder, 'a'), { recursive: true });
  return { output: 'o', side: 'legacy', take: 'legacy-1', observation: sideEvidence('legacy').observation, runFolder, folder: 'a' };
}

interface Choice {
  readonly path?: string;
  readonly glob?: string;
  readonly maxBytes?: number;
  readonly maxFiles?: number;
  readonly growthWait?: number;
  readonly quiet?: number;
  readonly whileOpen?: boolean;
}
type Collect = (choice: Choice, take: CollectRequest) => Promise<readonly Artifact[]>;

/** Written a minute ago, as its date says. */
function writtenBefore(path: string, text: string): string {
  writeFileSync(path, text);
  const before = Date.now() / 1000 - 60;
  utimesSync(path, before, before);
  return path;
}

function collects(collect: Collect): void {
  it.each([
    ['*.csv', ['linked.csv', 'not a folder [1].csv', 'x.csv']],
    ['*/x.csv', ['a/x.csv', 'b/x.csv']],
    ['**/x.csv', ['a/deep/x.csv', 'a/x.csv', 'b/x.csv', 'x.csv']],
    ['{a,b}/x.[cd]sv', ['a/x.csv', 'b/x.csv']],
    ['.hid*', ['.hidden.csv']],
    ['a/?.csv', ['x.csv']],
  ])('finds %s, by names that both sides have in common', async (glob, names) => {
    const take = request();
    const found = await collect({ glob: `${out}/${glob}` }, take);
    expect(found.map(({ name }) => name)).toEqual(names);
    // None is written over another, though they may have one name.
    expect(new Set(found.map(({ path }) => path)).size).toBe(names.length);
    for (const { path, name, sha256 } of found) {
      expect(sha256).toHaveLength(64);
      const text = readFileSync(join(take.runFolder, path), 'utf8');
      expect(text.trim().endsWith(name === 'linked.csv' ? 'x.csv' : name)).toBe(true);
    }
  });

  it('says that nothing is found', async () => {
    for (const glob of ['*.parquet', 'absent/*'])
      await expect(collect({ glob: `${out}/${glob}` }, request())).rejects.toMatchObject({
        code: 'collect.missing',
        message: expect.stringContaining(glob),
      });
  });

  it('takes neither a folder nor a pipe for a file, and does not wait for a pipe', async () => {
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, `pipe-${runs}`)]);
    for (const path of [out, join(folder, `pipe-${runs}`)])
      await expect(collect({ path }, request())).rejects.toMatchObject({ code: 'collect.not-a-file' });
    symlinkSync('/no/such/file', join(folder, `broken-${runs}`));
    await expect(collect({ path: join(folder, `broken-${runs}`) }, request())).rejects.toMatchObject({ code: 'collect.missing' });
  });

  it('says that a name is not UTF-8 instead of looking for another', async () => {
    const odd = join(folder, `odd-${runs}`);
    mkdirSync(odd);
    writeFileSync(Buffer.concat([Buffer.from(`${odd}/`), Buffer.from([0x8c, 0xda, 0x8b, 0x71]), Buffer.from('.csv')]), 'x\n');
    await expect(collect({ glob: `${odd}/*.csv` }, request())).rejects.toMatchObject({ code: 'collect.name' });
  });

  it('finds no more than it may', async () => {
    await expect(collect({ glob: `${out}/**/*.csv`, maxFiles: 3 }, request())).rejects.toMatchObject({ code: 'collect.too-many' });
    expect(await collect({ glob: `${out}/**/x.csv`, maxFiles: 4 }, request())).toHaveLength(4);
  });

  it('fetches no more bytes than it may, of all files together', async () => {
    await expect(collect({ path: join(out, 'x.csv'), maxBytes: 5 }, request())).rejects.toMatchObject({ code: 'collect.too-large' });
    expect(await collect({ path: join(out, 'x.csv'), maxBytes: 6 }, request())).toHaveLength(1);
    await expect(collect({ glob: `${out}/*/x.csv`, maxBytes: 15 }, request())).rejects.toMatchObject({ code: 'collect.too-large' });
  });

  it('waits for a file that grows no longer than it may', async () => {
    const path = join(folder, 'growing.csv');
    // Large enough that it grows while it is read.
    writeFileSync(path, Buffer.alloc(20_000_000, 'a\n'));
    const timer = setInterval(() => appendFileSync(path, 'b\n'.repeat(1000)), 3);
    try {
      await expect(collect({ path, growthWait: 200 }, request())).rejects.toMatchObject({
        code: 'collect.still-growing',
        fix: { text: expect.stringContaining('growthWait') },
      });
    } finally {
      clearInterval(timer);
    }
  });
}

/** Where it is known what the time is at the source, and what is open there. */
function knowsItsSource(collect: Collect): void {
  it('waits until a file that grows now and then has stood still, and for no file that did already', async () => {
    const path = join(folder, `now-and-then-${runs}.csv`);
    writeFileSync(path, 'a\n');
    let more = 3;
    const timer = setInterval(() => (more-- > 0 ? appendFileSync(path, 'b\n') : clearInterval(timer)), 400);
    expect(await collect({ path, quiet: 900 }, request())).toMatchObject([{ size: 8 }]);
    const from = performance.now();
    expect(await collect({ path: writtenBefore(path, 'old\n'), quiet: 30_000 }, request())).toHaveLength(1);
    expect(performance.now() - from).toBeLessThan(10_000);
  });

  it('takes no file that a process has open for writing, also by a link, unless it may', async () => {
    const path = writtenBefore(join(folder, `open-${runs}.csv`), 'a\n');
    symlinkSync(path, `${path}.link`);
    let open: number | undefined = openSync(path, 'a');
    try {
      for (const named of [path, `${path}.link`])
        await expect(collect({ path: named, growthWait: 50 }, request())).rejects.toMatchObject({
          code: 'collect.still-open',
          message: expect.stringContaining(named),
          fix: { text: expect.stringContaining('whileOpen') },
        });
      expect(await collect({ path, whileOpen: true }, request())).toMatchObject([{ size: 2 }]);
      // Closed in time, it is taken as it then is.
      const late = collect({ path, growthWait: 20_000, quiet: 300 }, request());
      await new Promise((resolve) => setTimeout(resolve, 300));
      appendFileSync(open, 'b\n');
      closeSync(open);
      open = undefined;
      expect(await late).toMatchObject([{ size: 4 }]);
    } finally {
      if (open !== undefined) closeSync(open);
    }
    // Who only reads it does no harm.
    const reading = openSync(path, 'r');
    expect(await collect({ path }, request())).toMatchObject([{ size: 4 }]);
    closeSync(reading);
  });

  it('brings the files that come while others are waited for', async () => {
    const parts = join(folder, `parts-${runs}`);
    mkdirSync(parts);
    writeFileSync(join(parts, '1.csv'), 'a\n');
    setTimeout(() => writeFileSync(join(parts, '2.csv'), 'bb\n'), 500);
    expect(await collect({ glob: `${parts}/*.csv`, quiet: 1_200 }, request())).toMatchObject([{ size: 2 }, { size: 3 }]);
  });
}

describe('several files of this machine', () => {
  const collect: Collect = (choice, take) => fileCollector.collect({ quiet: 1, ...choice }, take, x);
  collects(collect);
  knowsItsSource(collect);

  it.each([[{}], [{ path: 'a', glob: 'b' }], [{ glob: '' }], [{ path: 'a', maxFiles: 0 }], [{ path: 'a', growthWait: 'soon' }]])(
    'refuses the settings %j',
    async (settings) => {
      const result = await fileCollector.config['~standard'].validate(settings);
      expect(result.issues).toBeDefined();
    },
  );
});

describeWithPrograms(['sshd', 'ssh-keygen'], 'several files of a host (OpenSSH)', (programs) => {
  let server: OpensshServer;
  let connections: Connections;
  beforeAll(async () => {
    server = await startOpenssh(programs.sshd ?? '', join(folder, 'sshd'));
    connections = makeConnections({ kind: 'real', hosts: { batch: server.address }, databases: {}, aws: {} }, x);
  });
  afterAll(async () => {
    await connections.close();
    await server.stop();
  });

  const collect: Collect = (choice, take) => sftpCollector(connections).collect({ host: 'batch', quiet: 1, ...choice }, take, x);
  collects(collect);
  knowsItsSource(collect);

  it('looks for itself how long a file stands still where the host tells no time', async () => {
    const closed = await startOpenssh(programs.sshd ?? '', join(folder, 'sftp-only'), ['ForceCommand internal-sftp']);
    const there = makeConnections({ kind: 'real', hosts: { batch: closed.address }, databases: {}, aws: {} }, x);
    try {
      const path = writtenBefore(join(folder, 'unknown.csv'), 'a\n');
      const from = performance.now();
      expect(await sftpCollector(there).collect({ host: 'batch', path, quiet: 1_500 }, request(), x)).toHaveLength(1);
      expect(performance.now() - from).toBeGreaterThan(1_400);
    } finally {
      await there.close();
      await closed.stop();
    }
  });
});
