import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encode } from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { checks } from '../../../checks/registry.ts';
import type { EvidencePair } from '../../model/evidence.ts';
import { checkContext, type EvidencePlan, makeEvidence } from '../../testing/evidence.ts';
import { makeZip } from '../../testing/make-zip.ts';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { withPreparedEvidence } from './prepare-evidence.ts';

const folder = useTempFolder();
const signal = new AbortController().signal;

/** Checks that read records, with the options that they need. */
const READING = ['row-count', 'columns', 'keyed-rows', 'ordering', 'duplicates', 'line-format'] as const;

async function judged(plan: Omit<EvidencePlan, 'folder'>, ids: readonly string[] = READING) {
  const pair = await makeEvidence({ folder: folder.fresh(), ...plan });
  return withPreparedEvidence(pair, signal, async (prepared) => {
    const results = new Map<string, Awaited<ReturnType<(typeof checks)['row-count']['check']>>>();
    for (const id of ids) results.set(id, await run(id, prepared));
    return results;
  });
}

async function run(id: string, pair: EvidencePair) {
  const check = Object.values(checks).find((one) => one.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  const options = await check.options['~standard'].validate({ output: 'clients' });
  if (options.issues !== undefined) throw new Error(JSON.stringify(options.issues));
  return check.check(pair, options.value as never, checkContext());
}

const statuses = (results: ReadonlyMap<string, { readonly status: string }>) =>
  Object.fromEntries([...results].map(([id, { status }]) => [id, status]));
const all = (status: string) => Object.fromEntries(READING.map((id) => [id, status]));

const CSV = 'id,name\n1,山田\n2,川上\n';
const LINES = '{"id":"a","name":"山田"}\n{"id":"b","name":"川上"}\n';
const FIXED = {
  fields: [
    { name: 'id', width: 2 },
    { name: 'name', width: 4 },
  ],
  unit: 'bytes',
  encoding: 'cp932',
  trim: 'end',
  key: ['id'],
};
const fixed = (id: string, name: string) => `${id.padEnd(2)}${name}\n`;

const CASES = {
  'csv in CP932': { format: { kind: 'csv', config: { key: ['id'], encoding: 'cp932' } }, write: (text: string) => encode(text, 'cp932'), text: CSV },
  'csv without a header': {
    format: { kind: 'csv', config: { header: ['id', 'name'], key: ['id'] } },
    write: (text: string) => text,
    text: CSV.slice(8),
  },
  'csv in gzip': { format: { kind: 'csv', config: { key: ['id'] } }, write: (text: string) => gzipSync(text), text: CSV },
  'tsv in zip': {
    format: { kind: 'tsv', config: { key: ['id'] } },
    write: (text: string) => makeZip([{ name: 'a', data: Buffer.from(text) }]),
    text: CSV.replaceAll(',', '\t'),
  },
  'jsonl in EUC-JP': {
    format: { kind: 'jsonl', config: { key: ['id'], encoding: 'auto' } },
    write: (text: string) => encode(text.repeat(1), 'euc-jp'),
    text: `${LINES}{"id":"c","name":"これはとても長い名前ですから判別できます"}\n`,
  },
  'fixed in CP932': {
    format: { kind: 'fixed', config: FIXED },
    write: (text: string) => encode(text, 'cp932'),
    text: fixed('1', '山田') + fixed('2', '川上'),
  },
} as const;

describe.each(Object.entries(CASES))('%s', (_name, { format, write, text }) => {
  it('is read by every check that reads records', async () => {
    const same = await judged({ legacy: { 'a.csv': write(text) }, candidate: { 'b.csv': write(text) }, format });
    expect(statuses(same)).toEqual(all('pass'));
    const other = await judged({ legacy: { 'a.csv': write(text) }, candidate: { 'b.csv': write(text.replace('山田', '山本')) }, format });
    expect(statuses(other)).toEqual({ ...all('pass'), 'keyed-rows': 'fail' });
    expect(other.get('keyed-rows')).toMatchObject({ columns: { name: 1 }, differences: [{ legacy: { text: '山田' }, candidate: { text: '山本' } }] });
  });
});

describe('text', () => {
  it('is compared in its order', async () => {
    const format = { kind: 'text', config: {} };
    const ids = ['row-count', 'keyed-rows', 'columns'];
    const same = await judged({ legacy: { 'a.txt': 'a\nb\n' }, candidate: { 'a.txt': 'a\r\nb\r\n' }, format }, ids);
    expect(statuses(same)).toEqual({ 'row-count': 'pass', 'keyed-rows': 'pass', columns: 'pass' });
    expect(same.get('keyed-rows')?.summary.text).toContain('line by line');
    const other = await judged({ legacy: { 'a.txt': 'a\nb\n' }, candidate: { 'a.txt': 'b\na\n' }, format }, ids);
    expect(statuses(other)).toEqual({ 'row-count': 'pass', 'keyed-rows': 'fail', columns: 'pass' });
  });
});

describe('the same bytes in two charsets', () => {
  it('are not the same text', async () => {
    const data = encode('id,name\n1,ｱｲ\n', 'cp932');
    const format = { kind: 'csv', config: { key: ['id'], encoding: { legacy: 'cp932', candidate: 'euc-jp' } } };
    const results = await judged({ legacy: { 'a.csv': data }, candidate: { 'a.csv': data }, format });
    expect(statuses(results)).toMatchObject({ 'keyed-rows': 'fail', 'line-format': 'fail' });
  });

  it('are a finding on the side where they are no text', async () => {
    const data = encode('id,name\n1,山田\n', 'cp932');
    const format = { kind: 'csv', config: { key: ['id'], encoding: { legacy: 'cp932', candidate: 'utf-8' } } };
    const results = await judged({ legacy: { 'a.csv': data }, candidate: { 'a.csv': data }, format });
    expect(results.get('row-count')).toMatchObject({ status: 'inconclusive', findings: [{ side: 'candidate' }] });
    expect(results.get('keyed-rows')?.status).toBe('fail');
  });
});

describe('what is damaged', () => {
  it('never passes any check that reads records, also where both sides are damaged alike', async () => {
    const data = gzipSync(CSV.repeat(3)).subarray(0, -5);
    const format = { kind: 'csv', config: { key: ['id'] } };
    const results = await judged({ legacy: { 'a.csv': data }, candidate: { 'a.csv': data }, format });
    expect(statuses(results)).toEqual(all('inconclusive'));
    for (const { findings } of results.values()) expect(findings).toContainEqual(expect.objectContaining({ id: 'archive.damaged' }));
  });

  it('is the same for a file that is gone', async () => {
    const pair = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': CSV }, candidate: { 'a.csv': CSV }, key: ['id'] });
    const gone = {
      ...pair,
      candidate: { ...pair.candidate, artifacts: pair.candidate.artifacts.map((one) => ({ ...one, sha256: 'x', file: folder.fresh() })) },
    };
    await withPreparedEvidence(gone, signal, async (prepared) => {
      expect(prepared.candidate.artifacts[0]?.table?.origin.problems).toMatchObject([{ id: 'csv.unreadable', fatal: true }]);
    });
  });
});

describe('the prepared evidence', () => {
  it('has one table for the same bytes, private, and gone afterwards', async () => {
    const data = gzipSync(CSV);
    const pair = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': data }, candidate: { 'a.csv': data }, key: ['id'] });
    const made = await withPreparedEvidence(pair, signal, async (prepared) => {
      const [mine, theirs] = [prepared.legacy.artifacts[0]?.table?.file, prepared.candidate.artifacts[0]?.table?.file];
      expect(mine).toBe(theirs);
      expect([statSync(mine ?? '').mode & 0o777, statSync(dirname(mine ?? '')).mode & 0o777]).toEqual([0o600, 0o700]);
      return mine ?? '';
    });
    expect(existsSync(dirname(made))).toBe(false);
  });

  it('leaves plain files and other outputs where they are', async () => {
    const plain = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': CSV }, candidate: { 'a.csv': `${CSV}3,c\n` } });
    await withPreparedEvidence(plain, signal, async ({ legacy: { artifacts } }) => expect(artifacts[0]?.table?.file).toBe(artifacts[0]?.file));
    const bytes = await makeEvidence({ folder: folder.fresh(), legacy: { a: 'x' }, candidate: { a: 'x' }, format: { kind: 'bytes', config: {} } });
    await withPreparedEvidence(bytes, signal, async ({ legacy: { artifacts } }) => expect(artifacts[0]?.table).toBeUndefined());
  });

  it('must be there before a table is read that is no plain CSV', async () => {
    const pair = await makeEvidence({ folder: folder.fresh(), legacy: { a: LINES }, candidate: { a: LINES }, format: { kind: 'jsonl', config: {} } });
    await expect(run('row-count', pair)).rejects.toMatchObject({ code: 'table.not-prepared' });
  });
});
