import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../model/ledger.ts';
import type { RunHead } from '../model/run.ts';
import type { Store } from '../model/store.ts';
import { systemClock } from '../runtime/clock.ts';
import { randomIds } from '../runtime/ids.ts';
import { silentLog } from '../runtime/log.ts';
import { makeDiskStore } from './disk-store.ts';
import { takeLock } from './file-lock.ts';
import { assertIntact, openSealed } from './open-sealed.ts';

const x = { clock: systemClock, ids: randomIds, log: silentLog };
const children = new Set<ChildProcess>();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'twinrun-processes-'));
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a module's text in a second process; `import`s of the store are there. */
function start(code: string): ChildProcess {
  const from = (path: string) => pathToFileURL(join(import.meta.dirname, path)).href;
  const head = [
    `import { makeDiskStore } from '${from('disk-store.ts')}';`,
    `import { takeLock } from '${from('file-lock.ts')}';`,
    `import { systemClock as clock } from '${from('../runtime/clock.ts')}';`,
    `import { randomIds as ids } from '${from('../runtime/ids.ts')}';`,
    `import { silentLog as log } from '${from('../runtime/log.ts')}';`,
    'const x = { clock, ids, log };',
  ].join('\n');
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', `${head}\n${code}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

async function said(child: ChildProcess, word: string): Promise<void> {
  for await (const chunk of child.stdout ?? []) if (String(chunk).includes(word)) return;
  throw new Error(`the process ended without saying ${word}`);
}

function entry(run: string): LedgerEntry {
  const at = '2026-01-02T03:04:05.000Z';
  return { type: 'run', at, scenario: 'export', run, status: 'pass', allowed: 0, world: 'sandbox', seal: 'a'.repeat(64) };
}

async function headsOf(store: Store): Promise<RunHead[]> {
  const heads: RunHead[] = [];
  for await (const head of store.list({})) heads.push(head);
  return heads;
}

describe('the ledger under several processes', () => {
  it('keeps the chain when two processes append 50 records each at once', async () => {
    const place = join(folder, 'two');
    const writer = (name: string) =>
      start(`const { ledger } = makeDiskStore(${JSON.stringify(place)}, x);
        for (let n = 0; n < 50; n += 1) await ledger.append({ ...${JSON.stringify(entry(name))}, run: '${name}-' + n });`);
    const codes = await Promise.all([writer('a'), writer('b')].map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0]);
    const { ledger } = makeDiskStore(place, x);
    expect(await ledger.verify()).toMatchObject({ ok: true, count: 100, head: { seq: 100 } });
    const runs: string[] = [];
    for await (const record of ledger.read()) if (record.entry.type === 'run') runs.push(record.entry.run);
    for (const name of ['a', 'b']) expect(runs.filter((run) => run.startsWith(name))).toEqual(Array.from({ length: 50 }, (_, n) => `${name}-${n}`));
  });

  it.each([5, 23, 61])('stays readable and goes on after its writer is killed (%i ms into appending)', async (ms) => {
    const place = join(folder, `killed-${ms}`);
    const child = start(`const { ledger } = makeDiskStore(${JSON.stringify(place)}, x);
      for (let n = 0; ; n += 1) { await ledger.append(${JSON.stringify(entry('a'))}); if (n === 0) console.log('appending'); }`);
    await said(child, 'appending');
    await systemClock.sleep(ms);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { ledger } = makeDiskStore(place, x);
    const before = await ledger.verify();
    expect(before.count).toBeGreaterThan(0);
    expect(before.problem ?? 'unfinished').toContain('unfinished');
    expect((await ledger.append(entry('after'))).seq).toBe(before.count + 1);
    expect(await ledger.verify()).toMatchObject({ ok: true, count: before.count + 1 });
  });
});

describe('a run whose process is killed', () => {
  it('is skipped while it lives, listed as interrupted afterwards, and its journal is readable', async () => {
    const place = join(folder, 'interrupted');
    const child = start(`const run = await makeDiskStore(${JSON.stringify(place)}, x).open('export', 'one', x);
      await run.journal.write({ step: 'take.legacy-1' }); console.log('open'); setInterval(() => {}, 1000);`);
    await said(child, 'open');
    const store = makeDiskStore(place, x);
    expect(await headsOf(store)).toEqual([]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await headsOf(store)).toMatchObject([{ id: 'one', outcome: 'interrupted', note: { values: { count: 1 } } }]);
    await expect(openSealed(join(place, 'export', '.one.partial'))).rejects.toMatchObject({ code: 'run.interrupted' });
    await expect(store.fetch('export', 'latest')).rejects.toMatchObject({ code: 'run.not-found' });
  });

  it.each([0, 3, 8, 15, 30])('is either sealed whole or interrupted, never between (killed %i ms into the seal)', async (ms) => {
    const place = join(folder, `seal-${ms}`);
    const child = start(`const store = makeDiskStore(${JSON.stringify(place)}, x);
      const run = await store.open('export', 'one', x);
      for (let n = 0; n < 40; n += 1) await run.writeJson('takes/legacy-1/' + n + '.json', { n });
      console.log('sealing'); await store.seal(run, x);`);
    await said(child, 'sealing');
    await systemClock.sleep(ms);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const [name] = readdirSync(join(place, 'export'));
    if (name === 'one') {
      const run = await openSealed(join(place, 'export', 'one'));
      assertIntact(run);
      expect(run.seal.files).toHaveLength(41);
    } else await expect(openSealed(join(place, 'export', String(name)))).rejects.toMatchObject({ code: 'run.interrupted' });
  });
});

describe('a lock between processes', () => {
  it('is refused while its holder lives, naming it, and taken over once it is dead', async () => {
    const path = join(folder, 'locks', 'between.lock');
    const child = start(
      `await takeLock(${JSON.stringify(path)}, { purpose: 'rehearse export', retries: 0 }, x); console.log('held'); setInterval(() => {}, 1000);`,
    );
    await said(child, 'held');
    const request = { purpose: 'mine', retries: 0 };
    await expect(takeLock(path, request, x)).rejects.toMatchObject({
      code: 'lock.held',
      received: expect.stringContaining(`process ${child.pid} on `),
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = await takeLock(path, request, x);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid, purpose: 'mine' });
    await lock.release();
    expect(readdirSync(join(folder, 'locks'))).toEqual([]);
  });

  it('is had by one at a time when several processes find it stale at once', async () => {
    const path = join(folder, 'race', 'stale.lock');
    const log = join(folder, 'race.log');
    const stale = { pid: 2 ** 22 + 1, host: hostname(), since: '2026-01-01T00:00:00.000Z', processStart: '', purpose: 'dead', token: 'x'.repeat(24) };
    await (await takeLock(path, { purpose: 'make the folder', retries: 0 }, x)).release();
    const taker = () =>
      start(`import { appendFileSync, writeFileSync } from 'node:fs';
        for (let n = 0; n < 20; n += 1) {
          const lock = await takeLock(${JSON.stringify(path)}, { purpose: 'race', retries: 1000 }, x);
          appendFileSync(${JSON.stringify(log)}, 'in '); await clock.sleep(1); appendFileSync(${JSON.stringify(log)}, 'out ');
          if (n % 2 === 0) writeFileSync(${JSON.stringify(path)}, ${JSON.stringify(JSON.stringify(stale))}); else await lock.release();
        }`);
    writeFileSync(path, JSON.stringify(stale));
    const codes = await Promise.all([taker(), taker(), taker()].map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0]);
    expect(readFileSync(log, 'utf8')).toBe('in out '.repeat(60));
  });
});
