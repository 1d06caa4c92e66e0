import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checks } from '../../checks/registry.ts';
import type { StoredRun } from '../experiment/evidence.ts';
import type { Allowance } from '../model/allowance.ts';
import type { Check } from '../model/check.ts';
import type { EvidenceFile, EvidencePair } from '../model/evidence.ts';
import type { Side } from '../model/side.ts';
import { sha256 } from '../runtime/hash.ts';
import { FINISHED, runRecord, scenarioWith, sideEvidence } from '../testing/stored-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { CATALOGUE } from './catalogue.ts';
import { selfTest } from './self-test.ts';
import { selfTestDocument } from './self-test-document.ts';
import { Subject } from './subject.ts';

const TABLE = `id,name,amount,day,note
1,伊藤 葵,10.50,2026-11-24,
2,"Brown, Ann",-2.00,2026-11-23,"two
lines"
3,佐藤,1200.25,2026-11-22 23:30:00,x
4,Müller,7.10,2026-11-21,
`;

const ALL = [
  ['exit-code', { expected: 0 }],
  ['duration', { factor: 2, floorMs: 10_000 }],
  ['log-pattern', { side: 'candidate', mustNot: ['ERROR'] }],
  ['freshness', { output: 'backup' }],
  ['file-set', { output: 'backup' }],
  ['columns', { output: 'backup', order: 'same' }],
  ['keyed-rows', { output: 'backup', limit: 100, nullQuoting: 'distinct' }],
  ['line-format', { output: 'backup' }],
] as const;

async function runOf(tagged: readonly (readonly [string, unknown])[], allowances: readonly Allowance[] = [], candidate = TABLE) {
  const folder = temporaryFolder();
  const side = async (name: Side) => {
    const at = join(folder, name);
    await mkdir(at);
    const file = join(at, 'clients_2026-11-24.csv');
    const table = name === 'legacy' ? TABLE : candidate;
    await writeFile(file, table);
    const log = join(at, 'log.txt');
    await writeFile(log, 'done\n');
    const artifact: Partial<EvidenceFile> = {
      file,
      name: 'clients_2026-11-24.csv',
      size: Buffer.byteLength(table),
      sha256: sha256(table),
      writtenAt: FINISHED,
    };
    return { ...sideEvidence(name, { artifact }), log: { file: log } };
  };
  const base = scenarioWith(
    tagged.map(([kind, config]) => ({ kind, config })),
    { allowances },
  );
  const format = {
    kind: 'csv',
    config: { key: ['id'], delimiter: ',', quote: '"', header: true, encoding: 'utf-8', unpack: { maxMiB: 1, maxRatio: 200 } },
  };
  const outputs = { backup: { ...base.outputs.backup, format } } as StoredRun['scenario']['outputs'];
  const pair = { legacy: await side('legacy'), candidate: await side('candidate'), outputs, probes: [], effects: [] };
  const run: StoredRun = { record: runRecord(), scenario: { ...base, outputs }, pair };
  return { run, folder };
}

const test = (run: StoredRun) => selfTest(run, { seal: 's', checks, signal: new AbortController().signal });

describe('a self-test', () => {
  it('catches every fault of the catalogue where the checks see all there is', async () => {
    const { run, folder } = await runOf(ALL);
    const found = await test(run);
    expect(found).toMatchObject({ status: 'pass', score: 1, survivors: [], allowed: 0 });
    expect(found.killed).toBe(found.applicable);
    // Only what needs a delivery, or several files, has nowhere to be planted.
    expect(found.mutations.filter(({ mutants }) => mutants.length === 0).map(({ id }) => id)).toEqual([
      'further-file',
      'missing-file',
      'missing-delivery',
      'double-delivery',
    ]);
    for (const name of ['legacy', 'candidate']) {
      expect((await readdir(join(folder, name))).sort()).toEqual(['clients_2026-11-24.csv', 'log.txt']);
      expect(await readFile(join(folder, name, 'clients_2026-11-24.csv'), 'utf8')).toBe(TABLE);
      expect(await readFile(join(folder, name, 'log.txt'), 'utf8')).toBe('done\n');
    }
  });

  it.each([
    ['exit-code', 'none: a take that failed is not comparable', []],
    ['duration', 'duration: {}', ['duration-tenfold']],
    ['log-pattern', 'log-pattern: { mustNot: ["ERROR"] }', ['log-error']],
    ['file-set', 'file-set: { output: backup }', ['wrong-date']],
    ['columns', 'columns: { output: backup, order: same }', ['columns-moved']],
    ['line-format', 'line-format: { output: backup }', ['bom', 'crlf']],
  ])('names what gets through without %s, and the check that would catch it: %s', async (without, add, survivors) => {
    const left = ALL.filter(([id]) => id !== without);
    const found = await test((await runOf(left)).run);
    expect([...found.survivors].sort()).toEqual([...survivors].sort());
    expect(found.status).toBe(survivors.length === 0 ? 'pass' : 'fail');
    const adds = found.mutations.flatMap(({ mutants }) => mutants.flatMap((one) => one.add ?? []));
    if (survivors.length > 0) expect(adds).toContain(add);
    expect(found.score).toBe(found.killed / found.applicable);
  });

  it('shows how little a count of rows sees', async () => {
    const found = await test((await runOf([['row-count', { output: 'backup', tolerance: { absolute: 0 } }]])).run);
    expect(found.score).toBeLessThan(0.5);
    expect(found.survivors).toEqual(expect.arrayContaining(['one-cell', 'last-digit', 'sign', 'cells-swapped', 'columns-swapped', 'duplicate-key']));
  });

  /** The same files on both sides, beside the first of the output. */
  async function withFiles(tagged: Parameters<typeof runOf>[0], more: Readonly<Record<string, string>>) {
    const { run, folder } = await runOf(tagged);
    const side = async (name: Side) => {
      const artifacts = [...(run.pair?.[name].artifacts ?? [])];
      const [first] = artifacts as [EvidenceFile];
      for (const [called, text] of Object.entries(more)) {
        const file = join(folder, name, called);
        await writeFile(file, text);
        artifacts.push({ ...first, file, name: called, path: `${first.path}/${called}`, size: Buffer.byteLength(text), sha256: sha256(text) });
      }
      return { ...run.pair?.[name], artifacts };
    };
    return { ...run, pair: { ...run.pair, legacy: await side('legacy'), candidate: await side('candidate') } } as StoredRun;
  }

  it('plants a fault into each further file of an output, and misses one of them', async () => {
    const more = { 'd_2026-11-24.csv': TABLE.replaceAll('7.10', '8.10'), 'e.csv': TABLE.slice(0, TABLE.indexOf('2,')), 'f.csv': TABLE };
    const run = await withFiles(ALL, more);
    const found = await test(run);
    const of = (from: typeof found, id: string) => from.mutations.find((one) => one.id === id)?.mutants;
    expect(found).toMatchObject({ status: 'pass', survivors: [] });
    expect(of(found, 'further-file')?.map(({ where, by }) => [where, by])).toEqual(
      Object.keys(more).map((name) => [`backup, ${name}`, 'keyed-rows']),
    );
    expect(of(found, 'missing-file')).toMatchObject([{ where: 'backup', fate: 'killed', by: 'file-set' }]);
    expect(found.notes).toContain('backup has 4 files; all faults were planted in clients_2026-11-24.csv, one in each of the others');

    // A check that looks at the first file only.
    const keyedRows = checks['keyed-rows'] as Check;
    const first = (pair: EvidencePair, side: Side) => ({ ...pair[side], artifacts: pair[side].artifacts.slice(0, 1) });
    const blind: Check = {
      ...keyedRows,
      check: (pair, options, x) => keyedRows.check({ ...pair, legacy: first(pair, 'legacy'), candidate: first(pair, 'candidate') }, options, x),
    };
    const some = ALL.filter(([id]) => !['line-format', 'columns'].includes(id));
    const blinded = await selfTest(await withFiles(some, more), {
      ...{ seal: 's', checks: { ...checks, 'keyed-rows': blind }, signal: new AbortController().signal },
    });
    expect(of(blinded, 'one-cell')?.every(({ fate }) => fate === 'killed')).toBe(true);
    expect(of(blinded, 'further-file')?.map(({ fate }) => fate)).toEqual(['survived', 'survived', 'survived']);
    expect(blinded).toMatchObject({ status: 'fail' });
  });

  it('tries some of very many files, the last among them', async () => {
    const names = Array.from({ length: 60 }, (_one, at) => `n${100 + at}.csv`);
    const run = await withFiles(ALL, Object.fromEntries(names.map((name) => [name, 'id,v\n1,a\n'])));
    const subject = new Subject(run.record, run.scenario, run.pair as EvidencePair);
    const tried = subject.further().map(({ label }) => label);
    expect([tried.length, tried[0], tried.at(-1)]).toEqual([50, 'backup, n100.csv', 'backup, n159.csv']);
    expect(subject.notes).toContain('backup: of its other 60 files 50 were tried');
  });

  it('lists what an allowance covers, and counts it in neither way', async () => {
    const allowance: Allowance = {
      id: 'cents',
      target: { check: 'keyed-rows', output: 'backup', column: 'amount' },
      bound: { count: 1, absolute: '0.01' },
      reason: 'rounding',
      evidence: 'a ticket',
      by: 'a person',
      until: '2099-01-01',
    };
    const found = await test(
      (
        await runOf(
          ALL.filter(([id]) => id !== 'line-format'),
          [allowance],
        )
      ).run,
    );
    const digits = found.mutations.find(({ id }) => id === 'last-digit')?.mutants;
    expect(digits?.map(({ fate }) => fate)).toEqual(['allowed']);
    expect(found.mutations.find(({ id }) => id === 'sign')?.mutants.every(({ fate }) => fate === 'killed')).toBe(true);
    expect(found.allowed).toBe(1);
    expect(found.mutations.flatMap(({ mutants }) => mutants)).toHaveLength(found.applicable + 1);
  });

  const everything: Allowance = {
    id: 'everything',
    target: { check: 'keyed-rows' },
    bound: { count: 1_000_000 },
    reason: 'let it be green',
    evidence: 'none',
    by: 'somebody tired',
    until: '2099-01-01',
  };

  it('calls no fault a survivor that is covered where the sides differ already', async () => {
    const noisy = TABLE.replaceAll(/,2026-11-(\d\d)/g, ',2026-10-$1');
    const clock: Allowance = {
      ...everything,
      id: 'clock',
      target: { ...everything.target, column: 'day' },
      bound: { count: 100, seconds: '8640000' },
    };
    const { run } = await runOf(ALL, [clock], noisy);
    const found = await test(run);
    expect(found).toMatchObject({ status: 'pass', score: 1, survivors: [] });
    expect(found.mutations.find(({ id }) => id === 'shifted-time')?.mutants.map(({ fate }) => fate)).toEqual(['allowed']);
  });

  it('is inconclusive where allowances cover every change of a cell, whatever else is caught', async () => {
    const found = await test((await runOf(ALL, [everything])).run);
    expect(found.mutations.find(({ id }) => id === 'one-cell')?.mutants.every(({ fate }) => fate === 'allowed')).toBe(true);
    expect(found).toMatchObject({ status: 'inconclusive' });
    expect(found.notes).toContain('no change of a cell of backup would be seen: allowances and declared rules cover every column that was tried');
    expect(selfTestDocument(found, { id: 't', world: 'real' }).statusText).toMatch(/^INCONCLUSIVE, \d+ of \d+ planted/);
  });

  it('is inconclusive for a run that is not green', async () => {
    const { run } = await runOf(ALL);
    const failed = { ...run, pair: { ...run.pair, candidate: sideEvidence('candidate', { outcome: { kind: 'exited', exitCode: 1 } }) } } as StoredRun;
    expect(await test(failed)).toMatchObject({ status: 'inconclusive', applicable: 0, score: 0, mutations: [] });
  });

  it('does not take a machine that fails for a check that sees', async () => {
    const { run } = await runOf(ALL);
    let left = 5;
    const keyedRows = checks['keyed-rows'] as Check;
    const failing: Check = {
      ...keyedRows,
      check: (pair, options, x) => (left-- > 0 ? keyedRows.check(pair, options, x) : Promise.reject(new Error('ENOSPC: no space left on device'))),
    };
    const judging = { seal: 's', checks: { ...checks, 'keyed-rows': failing }, signal: new AbortController().signal };
    await expect(selfTest(run, judging)).rejects.toMatchObject({ code: 'selftest.unsteady', exitCode: 4 });
  });

  it('has a catalogue of ids that differ', () => {
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
  });
});
