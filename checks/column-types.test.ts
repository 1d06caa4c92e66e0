import { describe, expect, it } from 'vitest';
import type { Allowance } from '../src/model/allowance.ts';
import { allowance } from '../src/testing/allowance.ts';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { columnTypes } from './column-types.ts';

const folder = useTempFolder();
type More = Partial<EvidencePlan> & { readonly allowances?: readonly Allowance[] };

async function run(columns: Readonly<Record<string, unknown>>, legacy: string, candidate: string, { allowances = [], ...more }: More = {}) {
  const pair = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': legacy }, candidate: { 'a.csv': candidate }, ...more });
  const read = await columnTypes.options['~standard'].validate({ output: 'clients', columns });
  if (read.issues !== undefined) throw new Error(JSON.stringify(read.issues));
  return columnTypes.check(pair, read.value, checkContext(allowances));
}

const GOOD = 'id,day,fee,name\n1,2026-11-24,12.50,"a\nb"\n2,,0.00,\n';
const TYPES = { id: { type: 'integer', empty: 'forbidden' }, day: { type: 'date' }, fee: { type: 'decimal' }, name: {} };

describe('column-types', () => {
  it('passes where every cell fits; empty cells may be there unless they may not', async () => {
    const result = await run(TYPES, GOOD, `\ufeff${GOOD}`);
    expect(result).toMatchObject({ status: 'pass', columns: {}, figures: { 'legacy.unfit': 0, 'candidate.unfit': 0 } });
    expect(await run({ day: { type: 'date', empty: 'forbidden' } }, GOOD, GOOD)).toMatchObject({ status: 'fail', total: 2 });
  });

  it('counts by column and side, and names the first cells', async () => {
    const result = await run(TYPES, GOOD, 'id,day,fee,name\n1,2026-02-30,1.250e1,x\n,24/11/2026,"0,00",y\n');
    expect(result).toMatchObject({
      status: 'fail',
      total: 5,
      columns: { id: 1, day: 2, fee: 2 },
      summary: { text: 'cells that are not what they must be: in candidate id: 1, day: 2, fee: 2; in legacy none' },
    });
    expect(result.differences).toMatchObject([
      { kind: 'value', column: 'id', record: { candidate: 2 }, message: { text: 'a.csv of candidate: id of record 2 is empty' } },
      { column: 'day', candidate: { text: '2026-02-30' }, message: { text: 'a.csv of candidate: day of record 1 is no date' } },
      { column: 'day', candidate: { text: '24/11/2026' } },
      { column: 'fee', candidate: { text: '1.250e1' } },
      { column: 'fee', candidate: { text: '0,00' } },
    ]);
  });

  it('says that legacy is no better', async () => {
    const result = await run({ fee: { type: 'integer' } }, GOOD, GOOD);
    expect(result).toMatchObject({ status: 'fail', total: 4, columns: { fee: 4 } });
    expect(result.summary.text).toBe('cells that are not what they must be: in candidate fee: 2; in legacy fee: 2');
  });

  it('lists some cells of each column, and counts all', async () => {
    const rows = Array.from({ length: 300 }, () => 'x,y\n').join('');
    const result = await run({ a: { type: 'integer' }, b: { type: 'integer' } }, 'a,b\n1,1\n', `a,b\n${rows}`);
    expect(result).toMatchObject({ status: 'fail', total: 600, columns: { a: 300, b: 300 } });
    expect(result.differences).toHaveLength(100);
    expect(new Set(result.differences.map(({ column }) => column))).toEqual(new Set(['a', 'b']));
  });

  it('holds cells against a pattern and a length in characters', async () => {
    expect(await run({ name: { pattern: '^[ab\n]+$' } }, GOOD, GOOD)).toMatchObject({ status: 'pass' });
    expect(await run({ name: { pattern: '^b' } }, GOOD, GOOD)).toMatchObject({ status: 'fail', columns: { name: 2 } });
    const emoji = 'name\n👍👍👍\n';
    expect(await run({ name: { maxLength: 3 } }, emoji, emoji)).toMatchObject({ status: 'pass' });
    expect(await run({ name: { maxLength: 2 } }, emoji, emoji)).toMatchObject({ status: 'fail', total: 2 });
  });

  it('takes the NULL words of the format for empty', async () => {
    const null_ = 'id,day\n1,\\N\n';
    const format = { kind: 'csv', config: { columns: { day: { nullWords: ['\\N'] } } } };
    expect(await run({ day: { type: 'date' } }, null_, null_, { format })).toMatchObject({ status: 'pass' });
    expect(await run({ day: { type: 'date', empty: 'forbidden' } }, null_, null_, { format })).toMatchObject({ status: 'fail' });
    expect(await run({ day: { type: 'date' } }, null_, null_)).toMatchObject({ status: 'fail' });
  });

  it('is red for a column that a side lacks', async () => {
    expect(await run({ age: { type: 'integer' } }, GOOD, `age,${GOOD}`)).toMatchObject({
      status: 'fail',
      differences: [{ kind: 'column', column: 'age', message: { text: 'a.csv of legacy has no column age' } }],
    });
  });

  it.each([
    ['a ragged record', GOOD, 'id,day,fee,name\n1\n'],
    ['a file that cannot be read to its end', GOOD, `${GOOD}"`],
    ['a candidate without rows', GOOD, 'id,day,fee,name\n'],
    ['empty files', '', ''],
  ])('is inconclusive for %s', async (_, legacy, candidate) => {
    expect(await run(TYPES, legacy, candidate)).toMatchObject({ status: 'inconclusive', total: 0 });
  });

  it('is inconclusive for what is missing or no table', async () => {
    expect(await run(TYPES, GOOD, '', { candidate: 'missing' })).toMatchObject({ status: 'inconclusive' });
    expect(await run(TYPES, GOOD, GOOD, { format: { kind: 'bytes', config: {} } })).toMatchObject({ status: 'inconclusive' });
  });

  it('passes without rows only where that is valid', async () => {
    expect(await run(TYPES, 'id,day,fee,name\n', 'id,day,fee,name\n', { empty: 'valid' })).toMatchObject({ status: 'pass' });
  });

  it('stops a pattern that takes too long', async () => {
    const slow = `name\n${'a'.repeat(40)}!\n`;
    await expect(run({ name: { pattern: '^(a+)+$' } }, slow, slow)).rejects.toMatchObject({ code: 'pattern.too-slow' });
  });

  it.each([[{}], [{ id: { type: 'money' } }], [{ id: { pattern: '(' } }], [{ id: { maxLength: 0 } }]])('refuses %j', async (columns) => {
    await expect(run(columns, GOOD, GOOD)).rejects.toThrow();
  });

  it('passes by an allowance up to its bound', async () => {
    const bad = GOOD.replace('12.50', 'x').replace('0.00', 'y');
    expect(await run(TYPES, GOOD, bad, { allowances: [allowance('column-types', 2)] })).toMatchObject({ status: 'pass', allowed: [{ covered: 2 }] });
    expect(await run(TYPES, GOOD, bad, { allowances: [allowance('column-types', 1)] })).toMatchObject({ status: 'fail', total: 2 });
  });
});
