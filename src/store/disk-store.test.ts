import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunHead } from '../model/run.ts';
import type { SealedRun, Store } from '../model/store.ts';
import { systemClock } from '../runtime/clock.ts';
import { randomIds } from '../runtime/ids.ts';
import { silentLog } from '../runtime/log.ts';
import { makeDiskStore } from './disk-store.ts';
import { assertIntact, openSealed } from './open-sealed.ts';

const x = { clock: systemClock, ids: randomIds, log: silentLog };
let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twinrun-store-'));
  store = makeDiskStore(join(folder, 'reports'), x);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function sealed(id = 'one', startedAt = '2026-01-01T00:00:00.000Z', scenario = 'export'): Promise<SealedRun> {
  const run = await store.open(scenario, id, x);
  await run.journal.write({ step: 'take.legacy-1' });
  await run.writeJson('run.json', { schema: 'twinrun.run/1', id, scenario, outcome: 'completed', startedAt, world: { kind: 'real' } });
  await run.writeJson('takes/legacy-1/observation.json', { take: 'legacy-1' });
  mkdirSync(join(run.folder, 'takes/legacy-1/artifacts/clients'), { recursive: true });
  writeFileSync(join(run.folder, 'takes/legacy-1/artifacts/clients/顧客.csv'), 'id,name\n1,山田\n');
  return store.seal(run, x);
}

async function judged(run: SealedRun, status: string, seal = run.sealHash): Promise<void> {
  await store.writeDerived(run, 'verdict.json', JSON.stringify({ schema: 'twinrun.verdict/1', run: run.id, seal, status, allowed: 2 }));
}

async function heads(scenario?: string, limit?: number): Promise<RunHead[]> {
  const found: RunHead[] = [];
  for await (const head of store.list({ ...(scenario === undefined ? {} : { scenario }), ...(limit === undefined ? {} : { limit }) }))
    found.push(head);
  return found;
}

describe('sealing', () => {
  it('names every file of the evidence, sorted, and makes it read-only', async () => {
    const run = await sealed();
    expect(run.folder).toBe(join(folder, 'reports/export/one'));
    expect(run.seal.files.map((file) => file.path)).toEqual([
      'journal.jsonl',
      'run.json',
      'takes/legacy-1/artifacts/clients/顧客.csv',
      'takes/legacy-1/observation.json',
    ]);
    for (const { path } of [...run.seal.files, { path: 'seal.json' }]) expect(statSync(join(run.folder, path)).mode & 0o777, path).toBe(0o400);
    expect(statSync(run.folder).mode & 0o777).toBe(0o700);
    assertIntact(await openSealed(run.folder));
  });

  it('refuses a symbolic link and leaves the run interrupted', async () => {
    const run = await store.open('export', 'one', x);
    symlinkSync('/etc/hostname', join(run.folder, 'log.txt'));
    await expect(store.seal(run, x)).rejects.toMatchObject({ code: 'evidence.not-a-file', received: 'a symbolic link' });
    expect(await heads()).toMatchObject([{ id: 'one', outcome: 'interrupted' }]);
  });

  it('closes the journal, and seals once', async () => {
    const run = await store.open('export', 'one', x);
    await store.seal(run, x);
    await expect(run.journal.write({ late: true })).rejects.toMatchObject({ code: 'journal.closed' });
    await expect(store.seal(run, x)).rejects.toMatchObject({ code: 'run.not-open' });
  });

  it('keeps writing inside the run folder', async () => {
    const run = await store.open('export', 'one', x);
    symlinkSync(folder, join(run.folder, 'out'));
    for (const path of ['../x.json', '/../../x.json', '', 'a/../../x.json', 'out/x.json']) {
      await expect(run.writeJson(path, {}), path).rejects.toMatchObject({ code: 'run.path-outside' });
    }
    await expect(store.open('export', '../x', x)).rejects.toMatchObject({ code: 'run.bad-name', class: 'misuse' });
  });

  it('gives an id once', async () => {
    await sealed();
    await expect(store.open('export', 'one', x)).rejects.toMatchObject({ code: 'run.exists' });
    await store.open('export', 'two', x);
    await expect(store.open('export', 'two', x)).rejects.toMatchObject({ code: 'lock.held' });
  });

  it('lets only derived files be written afterwards, again and again', async () => {
    const run = await sealed();
    await judged(run, 'fail');
    await judged(run, 'pass');
    for (const name of ['differences.jsonl', 'report.md', 'junit.xml']) await store.writeDerived(run, name, 'x');
    for (const name of ['run.json', 'seal.json', 'takes/report.md', '../verdict.json', 'other.txt']) {
      await expect(store.writeDerived(run, name, 'x'), name).rejects.toMatchObject({ code: 'run.not-derived' });
    }
    assertIntact(await openSealed(run.folder));
  });
});

describe('opening sealed evidence', () => {
  it('works on a copy elsewhere, whatever its name', async () => {
    const run = await sealed();
    const copy = join(folder, 'copy of a run');
    cpSync(run.folder, copy, { recursive: true });
    rmSync(join(folder, 'reports'), { recursive: true });
    expect(await openSealed(copy)).toEqual({ ...run, folder: copy, damage: [] });
  });

  it('names the file whose byte was changed, whichever byte of whichever file', async () => {
    const run = await sealed();
    await judged(run, 'pass');
    const paths = [...run.seal.files.map((file) => file.path), 'seal.json'];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.nat(), fc.integer({ min: 1, max: 255 }), async (path, place, change) => {
        const file = join(run.folder, path);
        const sound = readFileSync(file);
        const bytes = Buffer.from(sound);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        chmodSync(file, 0o600);
        writeFileSync(file, bytes);
        const check = openSealed(run.folder).then(assertIntact);
        await expect(check).rejects.toMatchObject({ code: 'evidence.damaged', exitCode: 4, message: expect.stringContaining(path) });
        writeFileSync(file, sound);
      }),
      { numRuns: 80 },
    );
    assertIntact(await openSealed(run.folder));
  });

  it('reports what is missing, what is additional and what became a link, each as data', async () => {
    const run = await sealed();
    unlinkSync(join(run.folder, 'run.json'));
    writeFileSync(join(run.folder, 'takes/legacy-1/report.md'), 'not at the top');
    const csv = join(run.folder, 'takes/legacy-1/artifacts/clients/顧客.csv');
    renameSync(csv, join(folder, 'moved.csv'));
    symlinkSync(join(folder, 'moved.csv'), csv);
    symlinkSync(join(folder, 'moved.csv'), join(run.folder, 'report.md'));
    const { damage } = await openSealed(run.folder);
    expect(damage.map(({ path, kind, received }) => [path, kind, received])).toEqual([
      ['report.md', 'additional', 'a symbolic link'],
      ['run.json', 'missing', 'no such file'],
      ['takes/legacy-1/artifacts/clients/顧客.csv', 'changed', 'a symbolic link'],
      ['takes/legacy-1/report.md', 'additional', 'a file'],
    ]);
  });

  it.each([
    ['../../secret', 'leaves the run folder'],
    ['/etc/passwd', 'leaves the run folder'],
  ])('refuses a seal that names %s', async (path, problem) => {
    const run = await sealed();
    const file = join(run.folder, 'seal.json');
    chmodSync(file, 0o600);
    writeFileSync(file, JSON.stringify({ ...run.seal, files: [{ ...run.seal.files[0], path }] }));
    await expect(openSealed(run.folder)).rejects.toMatchObject({ code: 'evidence.damaged', received: expect.stringContaining(problem) });
  });

  it('tells a run without its seal from a folder that never was a run', async () => {
    const run = await sealed();
    unlinkSync(join(run.folder, 'seal.json'));
    await expect(openSealed(run.folder)).rejects.toMatchObject({ code: 'evidence.damaged', exitCode: 4 });
    await expect(openSealed(folder)).rejects.toMatchObject({ code: 'run.not-a-run', exitCode: 3 });
    await expect(openSealed(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'run.not-a-run', received: 'no such folder' });
    await expect(openSealed(join(run.folder, 'run.json'))).rejects.toMatchObject({ code: 'run.not-a-run' });
  });
});

describe('finding runs', () => {
  it('lists the newest first, with status where the verdict cites the seal', async () => {
    const old = await sealed('z-old', '2026-01-01T00:00:00.000Z');
    const middle = await sealed('middle', '2026-01-02T00:00:00.000Z', 'other');
    await sealed('a-new', '2026-01-03T00:00:00.000Z');
    await judged(old, 'pass');
    await judged(middle, 'pass', 'f'.repeat(64));
    const all = await heads();
    expect(all.map((head) => [head.id, head.status, head.allowed, head.note?.id])).toEqual([
      ['a-new', undefined, undefined, 'run.not-judged'],
      ['middle', undefined, undefined, 'run.verdict-foreign'],
      ['z-old', 'pass', 2, undefined],
    ]);
    expect(all[0]).toMatchObject({ outcome: 'completed', world: 'real', folder: join(folder, 'reports/export/a-new') });
    expect((await heads('export', 1)).map((head) => head.id)).toEqual(['a-new']);
    expect((await store.fetch('export', 'latest')).id).toBe('a-new');
    expect(await store.fetch('export', 'z-old')).toEqual(old);
    await expect(store.fetch('export', 'none')).rejects.toMatchObject({ code: 'run.not-found', class: 'misuse' });
    expect(await heads('unknown')).toEqual([]);
  });

  it('tolerates damaged files, and never lets an older run speak for a damaged newest one', async () => {
    await sealed('old', '2026-01-01T00:00:00.000Z');
    const run = await sealed('new', '2026-01-02T00:00:00.000Z');
    await judged(run, 'pass');
    chmodSync(join(run.folder, 'run.json'), 0o600);
    writeFileSync(join(run.folder, 'run.json'), '{');
    const [newest] = await heads();
    expect(newest).toMatchObject({ id: 'new', outcome: 'interrupted', note: { id: 'run.record-damaged' } });
    expect(newest?.status).toBeUndefined();
    expect((await store.fetch('export', 'latest')).id).toBe('new');
  });

  it('says what it cannot use', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(makeDiskStore(join(folder, 'file'), x).open('export', 'one', x)).rejects.toMatchObject({ code: 'store.unusable', exitCode: 4 });
  });
});

describe('locks of the store', () => {
  it('are exclusive by name until released', async () => {
    const lock = await store.lock('scenario/../export', x);
    await expect(store.lock('scenario/../export', x)).rejects.toMatchObject({ code: 'lock.held', fix: expect.anything() });
    await (await store.lock('ledger', x)).release();
    await lock.release();
    await lock.release();
    await (await store.lock('scenario/../export', x)).release();
  });
});
