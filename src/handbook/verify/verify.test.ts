import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { csvFormat } from '../../compare/csv/csv-format.ts';
import type { Sighting } from '../../model/effect.ts';
import type { EvidenceFile } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import type { Scenario } from '../../model/scenario.ts';
import { sha256 } from '../../runtime/hash.ts';
import { testContext } from '../../testing/context.ts';
import { scenarioWith, sideEvidence } from '../../testing/stored-run.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { verifyOne } from './all.ts';
import type { VerifyWork } from './verify-work.ts';

const folder = temporaryFolder();
let now: number;
let seen: readonly Sighting[];
let figure: string;
let files: Record<string, readonly EvidenceFile[]>;

const STARTED = Date.parse('2026-03-31T01:00:00.000Z');
const iso = (at: number) => new Date(at).toISOString();
const rerun: Observation = { ...sideEvidence('legacy').observation, startedAt: iso(STARTED), finishedAt: iso(STARTED + 30_000) };

function file(output: string, text: string, writtenAt: number | undefined = STARTED + 10_000): EvidenceFile {
  const path = join(folder, `${output}.csv`);
  writeFileSync(path, text);
  const head = {
    output,
    side: 'legacy',
    take: 'legacy-1',
    path: `${output}.csv`,
    name: 'clients.csv',
    file: path,
    source: 'file',
    verified: 'sha256',
  } as const;
  return { ...head, size: text.length, sha256: sha256(text), ...(writtenAt === undefined ? {} : { writtenAt: iso(writtenAt) }) };
}

function work(change: Partial<VerifyWork> = {}): VerifyWork {
  const base = scenarioWith([]);
  const scenario: Scenario = {
    ...base,
    effects: { partner: { kind: 'sftp', target: { path: 'inbox' }, sides: {} } },
    outputs: { backup: { ...(base.outputs.backup as Scenario['outputs'][string]), format: { kind: 'csv', config: csvFormat.config.parse({}) } } },
  };
  const x = { ...testContext(), clock: { ...testContext().clock, now: () => new Date(now) } };
  const registries = { probes: { sql: { read: async () => figure } }, effects: { sftp: { look: async () => seen } }, checks: {}, steps: {} };
  const collect = async (output: string) => files[output] ?? Promise.reject(new Error('not there'));
  return { scenario, mode: 'real', registries, x, rerun, collect, variables: { date: '2026-03-30', hosts: {} }, ...change } as unknown as VerifyWork;
}

const verify = (kind: string, config: unknown, change: Partial<VerifyWork> = {}) => verifyOne({ id: kind, kind, config }, work(change));

beforeEach(() => {
  now = STARTED + 40_000;
  figure = '[["2"]]';
  files = { backup: [file('backup', 'id\n1\n2\n')] };
  seen = [{ name: 'clients.csv', size: 7 }];
});

describe('query-equals', () => {
  const settings = { output: 'backup', database: 'db', query: 'SELECT count(*) FROM t' };

  it.each([
    ['equal', '[["2"]]', 'pass'],
    ['equal as a number', '[[2]]', 'pass'],
    ['another', '[["3"]]', 'fail'],
    ['two figures', '[["2","2"]]', 'fail'],
    ['NULL', '[[null]]', 'fail'],
    ['none', '[]', 'fail'],
  ])('%s', async (_, said, status) => {
    figure = said;
    expect(await verify('query-equals', settings)).toMatchObject({ status });
  });

  it('says nothing of another figure after the minute, and passes on an equal one', async () => {
    now = STARTED + 30_000 + 61_000;
    expect(await verify('query-equals', settings)).toMatchObject({ status: 'pass' });
    figure = '[["3"]]';
    expect(await verify('query-equals', settings)).toMatchObject({ status: 'inconclusive', text: expect.stringContaining('may have moved') });
  });

  it('does not pass on nothing, nor on a file that cannot be read, nor where nothing ran', async () => {
    files = { backup: [file('backup', 'id\n')] };
    figure = '[["0"]]';
    expect(await verify('query-equals', settings)).toMatchObject({ status: 'inconclusive' });
    files = { backup: [file('backup', 'id\n"1\n')] };
    figure = '[["1"]]';
    expect(await verify('query-equals', settings)).not.toMatchObject({ status: 'pass' });
    files = {};
    expect(await verify('query-equals', settings)).toMatchObject({ status: 'inconclusive' });
    expect(await verify('query-equals', settings, { rerun: undefined })).toMatchObject({ status: 'inconclusive' });
  });
});

describe('fresh', () => {
  it.each([
    ['during the run', STARTED + 10_000, 'pass'],
    ['just before it, by another clock', STARTED - 1_500, 'pass'],
    ['before it', STARTED - 5_000, 'fail'],
    ['long after it', STARTED + 30_000 + 70_000, 'fail'],
    ['at no known time', Number.NaN, 'inconclusive'],
  ] as const)('written %s', async (_, at, status) => {
    const { writtenAt: _at, ...undated } = file('backup', 'id\n1\n');
    files = { backup: [Number.isNaN(at) ? undated : file('backup', 'id\n1\n', at)] };
    expect(await verify('fresh', { output: 'backup' })).toMatchObject({ status });
  });

  it('fails where nothing lies', async () => {
    files = { backup: [] };
    expect(await verify('fresh', { output: 'backup' })).toMatchObject({ status: 'fail' });
  });
});

describe('delivered-once', () => {
  const settings = { effect: 'partner', name: 'clients.csv', same: 'backup' };

  it.each([
    ['once', [{ name: 'clients.csv', size: 7 }], 'pass'],
    [
      'once, in a folder, beside others',
      [
        { name: 'inbox/clients.csv', size: 7 },
        { name: 'orders.csv', size: 1 },
      ],
      'pass',
    ],
    [
      'beside another whose name begins alike',
      [
        { name: 'clients.csv', size: 7 },
        { name: 'clients_detail.csv', size: 9 },
      ],
      'pass',
    ],
    ['not at all', [{ name: 'orders.csv', size: 7 }], 'fail'],
    [
      'with a part that was left',
      [
        { name: 'clients.csv', size: 7 },
        { name: '.clients.csv.part', size: 3 },
      ],
      'fail',
    ],
    [
      'and a second copy',
      [
        { name: 'clients.csv', size: 7 },
        { name: 'clients (1).csv', size: 7 },
      ],
      'fail',
    ],
    [
      'twice, in two folders',
      [
        { name: 'a/clients.csv', size: 7 },
        { name: 'b/clients.csv', size: 7 },
      ],
      'fail',
    ],
    ['cut short', [{ name: 'clients.csv', size: 6 }], 'fail'],
  ] as const)('%s', async (_, found, status) => {
    seen = found;
    expect(await verify('delivered-once', settings)).toMatchObject({ status });
  });

  it('compares what arrived byte by byte, where it is brought home', async () => {
    files = { ...files, delivered: [file('delivered', 'id\n1\n3\n')] };
    expect(await verify('delivered-once', { ...settings, output: 'delivered' })).toMatchObject({
      status: 'fail',
      text: expect.stringContaining('other bytes'),
    });
    files = { ...files, delivered: [file('delivered', 'id\n1\n2\n')] };
    expect(await verify('delivered-once', { ...settings, output: 'delivered' })).toMatchObject({ status: 'pass' });
  });

  it('looks in a drill only where drills arrive', async () => {
    expect(await verify('delivered-once', settings, { mode: 'drill' })).toMatchObject({
      status: 'inconclusive',
      text: expect.stringContaining('rollback.drill.targets.partner'),
    });
  });
});

describe('whatever keeps a verification from looking', () => {
  it('makes it inconclusive: a kind of a later version, a check without a rehearsal, nobody to look', async () => {
    expect(await verify('telepathy', {})).toMatchObject({ status: 'inconclusive' });
    expect(await verify('manual', 'the page shows today', { acts: {} } as Partial<VerifyWork>)).toMatchObject({ status: 'inconclusive' });
    expect(await verify('check', 'row-count')).not.toMatchObject({ status: 'pass' });
  });
});
