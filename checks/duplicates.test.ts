import { describe, expect, it } from 'vitest';
import type { Allowance } from '../src/model/allowance.ts';
import { allowance } from '../src/testing/allowance.ts';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { duplicates } from './duplicates.ts';

const folder = useTempFolder();
type More = Partial<EvidencePlan> & { readonly columns?: string[]; readonly none?: boolean; readonly allowances?: readonly Allowance[] };

async function run(legacy: string, candidate: string, { columns, none = false, allowances = [], ...more }: More = {}) {
  const pair = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': legacy }, candidate: { 'a.csv': candidate }, key: ['id'], ...more });
  return duplicates.check(pair, { output: 'clients', key: columns, none }, checkContext(allowances));
}

const SINGLE = 'id,v\n1,a\n2,b\n3,c\n';
const TWICE = 'id,v\n1,a\n2,b\n2,B\n3,c\n';

describe('duplicates', () => {
  it('passes where no key is repeated, or none more often than in legacy', async () => {
    expect(await run(SINGLE, 'id,v\n3,x\n1,y\n')).toMatchObject({
      status: 'pass',
      summary: { text: 'no key occurs several times in candidate (0 do in legacy)' },
    });
    expect(await run(TWICE, SINGLE)).toMatchObject({ status: 'pass', figures: { 'legacy.duplicateKeys': 1, 'candidate.duplicateKeys': 0 } });
    expect(await run(TWICE, TWICE)).toMatchObject({
      status: 'pass',
      summary: { text: '1 keys occur several times in candidate, none more often than in legacy' },
    });
  });

  it('names what the candidate repeats', async () => {
    const result = await run(SINGLE, 'id,v\n1,a\n2,b\n3,c\n1,a\n9,z\n1,b\n9,z\n');
    expect(result).toMatchObject({
      status: 'fail',
      total: 2,
      summary: { text: '2 keys occur several times in candidate, and less often in legacy' },
    });
    expect(result.differences).toMatchObject([
      { kind: 'value', output: 'clients', key: ['1'], legacy: { text: '1' }, candidate: { text: '3' }, record: { candidate: 4 } },
      { key: ['9'], legacy: { text: '0' }, candidate: { text: '2' }, record: { candidate: 7 } },
    ]);
    expect(result.differences[0]?.message?.text).toBe('a.csv: 1 (again in record 4 of candidate) occurs 1 times in legacy, 3 times in candidate');
    expect(await run(TWICE, `${TWICE}2,b\n`)).toMatchObject({ status: 'fail', total: 1 });
  });

  it('takes none for none, on either side', async () => {
    expect(await run(SINGLE, SINGLE, { none: true })).toMatchObject({ status: 'pass' });
    expect(await run(TWICE, TWICE, { none: true })).toMatchObject({ status: 'fail', total: 1, differences: [{ record: { candidate: 3 } }] });
    expect(await run(`${TWICE}3,c\n`, `${SINGLE}1,a\n`, { none: true })).toMatchObject({
      status: 'fail',
      summary: { text: '2 keys occur several times in legacy, 1 in candidate' },
      differences: [
        { key: ['1'], record: { candidate: 4 } },
        { key: ['2'], record: { legacy: 3 } },
        { key: ['3'], record: { legacy: 5 } },
      ],
    });
  });

  it('looks at the columns that it is told, never joined, and at whole rows without a key', async () => {
    expect(await run('id,v\n1,a\n2,b\n', 'id,v\n1,a\n2,a\n', { columns: ['v'] })).toMatchObject({ status: 'fail', differences: [{ key: ['a'] }] });
    expect(await run('id,v\n1,11\n11,1\n', 'id,v\n1,11\n11,1\n', { columns: ['id', 'v'], none: true })).toMatchObject({ status: 'pass' });
    const plan = { format: { kind: 'csv', config: {} } };
    expect(await run(SINGLE, 'id,v\n1,a\n1,b\n', plan)).toMatchObject({ status: 'pass' });
    expect(await run(SINGLE, 'id,v\n1,a\n1,a\n', plan)).toMatchObject({ status: 'fail', total: 1, differences: [{ record: { candidate: 2 } }] });
  });

  it('follows the rules that the format declares', async () => {
    const format = { kind: 'csv', config: { key: ['id'], columns: { id: { trim: true } } } };
    expect(await run(SINGLE, 'id,v\n1,a\n 1,a\n', { format })).toMatchObject({ status: 'fail', total: 1 });
    expect(await run(SINGLE, 'id,v\n1,a\n 1,a\n')).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['a missing key column', SINGLE, 'ident,v\n1,a\n'],
    ['a ragged record', 'id,v\n1\n2,b\n', 'id,v\n1\n2,b\n'],
    ['a file that cannot be read to its end', SINGLE, 'id,v\n1,a\n2,"b\n'],
    ['a candidate without rows', SINGLE, 'id,v\n'],
    ['a legacy file without rows', 'id,v\n', SINGLE],
    ['empty files', '', ''],
  ])('is inconclusive for %s', async (_, legacy, candidate) => {
    expect(await run(legacy, candidate)).toMatchObject({ status: 'inconclusive', total: 0 });
  });

  it('is inconclusive for what is missing or no table', async () => {
    expect(await run(SINGLE, '', { candidate: 'missing' })).toMatchObject({ status: 'inconclusive' });
    expect(await run(SINGLE, SINGLE, { format: { kind: 'bytes', config: {} } })).toMatchObject({ status: 'inconclusive' });
  });

  it('passes without rows only where that is valid, on both sides', async () => {
    expect(await run('id,v\n', 'id,v\n', { empty: 'valid' })).toMatchObject({ status: 'pass' });
    expect(await run(SINGLE, 'id,v\n', { empty: 'valid' })).toMatchObject({ status: 'inconclusive' });
  });

  it('passes by an allowance up to its bound, over all files', async () => {
    const files = { legacy: { 'a.csv': SINGLE, 'b.csv': SINGLE }, candidate: { 'a.csv': TWICE, 'b.csv': TWICE } };
    expect(await run('', '', { ...files, allowances: [allowance('duplicates', 2)] })).toMatchObject({ status: 'pass', allowed: [{ covered: 2 }] });
    expect(await run('', '', { ...files, allowances: [allowance('duplicates', 1)] })).toMatchObject({ status: 'fail', total: 2 });
  });
});
