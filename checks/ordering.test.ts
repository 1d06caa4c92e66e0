import { describe, expect, it } from 'vitest';
import type { Allowance } from '../src/model/allowance.ts';
import { allowance } from '../src/testing/allowance.ts';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { ordering } from './ordering.ts';

const folder = useTempFolder();
type More = Partial<EvidencePlan> & { readonly by?: string[]; readonly allowances?: readonly Allowance[] };

async function run(legacy: string, candidate: string, { by, allowances = [], ...more }: More = {}) {
  const pair = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': legacy }, candidate: { 'a.csv': candidate }, key: ['id'], ...more });
  return ordering.check(pair, { output: 'clients', by }, checkContext(allowances));
}

const THREE = 'id,v\n1,a\n2,b\n3,c\n';

describe('ordering', () => {
  it('passes for the same order, whatever the other cells and the form of the file', async () => {
    expect(await run(THREE, THREE)).toMatchObject({ status: 'pass', figures: { shared: 3, outOfPlace: 0 } });
    const result = await run(THREE, '\ufeffv,id\r\nx,1\r\n"y",2\r\nz,3');
    expect(result).toMatchObject({ status: 'pass', total: 0, summary: { text: '3 rows on both sides are in the same order' } });
  });

  it('names the first record out of place and counts as few as would have to move', async () => {
    const result = await run('id\n1\n2\n3\n4\n5\n', 'id\n4\n1\n2\n5\n3\n');
    expect(result).toMatchObject({ status: 'fail', total: 2, figures: { shared: 5, outOfPlace: 2 } });
    expect(result.differences).toMatchObject([
      { kind: 'value', output: 'clients', key: ['3'], legacy: { text: '3' }, candidate: { text: '5' }, record: { legacy: 3, candidate: 5 } },
      { key: ['4'], record: { legacy: 4, candidate: 1 } },
    ]);
    expect(result.summary.text).toBe(
      '2 of 5 rows on both sides are out of place; the first: a.csv: record 3 of legacy (3) is record 5 in candidate, out of place',
    );
  });

  it('counts all of them and lists some, each with its key', async () => {
    const ids = Array.from({ length: 500 }, (_, index) => `${index}\n`);
    const result = await run(`id\n${ids.join('')}`, `id\n${ids.toReversed().join('')}`);
    expect(result).toMatchObject({ status: 'fail', total: 499 });
    expect(result.differences).toHaveLength(100);
    expect(result.differences.every(({ key }) => key?.length === 1)).toBe(true);
  });

  it('tells why the order differs', async () => {
    const names = ['apple', 'Banana', 'cherry', 'Date', 'elder', 'Fig'];
    const table = (compare: (a: string, b: string) => number) =>
      `id,name\n${names
        .toSorted(compare)
        .map((name) => `${names.indexOf(name)},${name}\n`)
        .join('')}`;
    const [legacy, candidate] = [table(new Intl.Collator('en').compare), table((a, b) => (a < b ? -1 : 1))];
    const result = await run(legacy, candidate);
    expect(result).toMatchObject({
      total: 3,
      explanations: [{ id: 'collation', output: 'clients', accountsFor: 3, of: 3, parameters: { column: 'name', legacy: 'en', candidate: 'bytes' } }],
    });
    expect(result.unexplained).toEqual({ total: 0, first: [] });
    expect(result.explanations[0]?.example).toEqual(result.differences[0]);
    expect(await run(legacy, legacy)).toMatchObject({ explanations: [] });
  });

  it('leaves out records of one side, and looks at the columns that it is told', async () => {
    expect(await run(THREE, 'id,v\n1,a\n9,b\n3,c\n')).toMatchObject({ status: 'pass', figures: { shared: 2 } });
    expect(await run(THREE, 'id,v\n2,a\n1,b\n3,c\n', { by: ['v'] })).toMatchObject({ status: 'pass', figures: { shared: 3 } });
    expect(await run(THREE, 'id,v\n1,b\n2,a\n3,c\n', { by: ['v'] })).toMatchObject({ status: 'fail', total: 1 });
  });

  it('takes whole records without a key', async () => {
    const plan = { format: { kind: 'csv', config: {} } };
    expect(await run(THREE, 'id,v\n1,a\n3,c\n2,b\n', plan)).toMatchObject({ status: 'fail', total: 1, differences: [{ record: { legacy: 2 } }] });
    expect(await run(THREE, 'id,v\n1,a\n3,x\n2,b\n', plan)).toMatchObject({ status: 'pass', figures: { shared: 2 } });
  });

  it('follows the rules that the format declares', async () => {
    const format = { kind: 'csv', config: { key: ['id'], columns: { id: { trim: true } } } };
    expect(await run(THREE, 'id,v\n 1,a\n2 ,b\n3,c\n', { format })).toMatchObject({ status: 'pass', figures: { shared: 3 } });
    expect(await run(THREE, 'id,v\n2 ,b\n 1,a\n3,c\n', { format })).toMatchObject({ status: 'fail', total: 1 });
  });

  it.each([
    ['a missing key column', THREE, 'ident,v\n1,a\n'],
    ['a ragged record', 'id,v\n1\n2,b\n', 'id,v\n1\n2,b\n'],
    ['a file that cannot be read to its end', 'id,v\n1,a\n2,b\n', 'id,v\n1,a\n2,"b\n'],
    ['no record on both sides', THREE, 'id,v\n8,a\n9,b\n'],
    ['a header alone', 'id,v\n', 'id,v\n'],
    ['an empty file against a full one', THREE, ''],
    ['empty files', '', ''],
  ])('is inconclusive for %s', async (_, legacy, candidate) => {
    expect(await run(legacy, candidate)).toMatchObject({ status: 'inconclusive', total: 0 });
  });

  it('is inconclusive for what is missing or no table', async () => {
    expect(await run(THREE, '', { candidate: 'missing' })).toMatchObject({ status: 'inconclusive' });
    expect(await run(THREE, THREE, { format: { kind: 'bytes', config: {} } })).toMatchObject({ status: 'inconclusive' });
    expect(await run(THREE, THREE, { by: ['nothing'] })).toMatchObject({ status: 'inconclusive', findings: [{ id: 'columns.key-missing' }, {}] });
  });

  it('passes without rows only where that is valid', async () => {
    expect(await run('id,v\n', 'id,v\n', { empty: 'valid' })).toMatchObject({ status: 'pass' });
    expect(await run(THREE, 'id,v\n', { empty: 'valid' })).toMatchObject({ status: 'inconclusive' });
  });

  it('compares several files by name', async () => {
    const legacy = { 'a.csv': 'id\n1\n2\n', 'b.csv': 'id\n1\n2\n' };
    expect(await run('', '', { legacy, candidate: legacy })).toMatchObject({ status: 'pass', figures: { shared: 4 } });
    expect(await run('', '', { legacy, candidate: { ...legacy, 'b.csv': 'id\n2\n1\n' } })).toMatchObject({ status: 'fail', total: 1 });
    expect(await run('', '', { legacy, candidate: { 'a.csv': 'id\n1\n2\n' } })).toMatchObject({ status: 'fail', total: 1 });
  });

  it('passes by an allowance up to its bound', async () => {
    const [legacy, candidate] = ['id\n1\n2\n3\n', 'id\n3\n2\n1\n'];
    expect(await run(legacy, candidate, { allowances: [allowance('ordering', 2)] })).toMatchObject({ status: 'pass', allowed: [{ covered: 2 }] });
    expect(await run(legacy, candidate, { allowances: [allowance('ordering', 1)] })).toMatchObject({ status: 'fail', total: 2 });
  });
});
