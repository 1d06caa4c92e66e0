import { describe, expect, it } from 'vitest';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { rowCount } from './row-count.ts';

const folder = useTempFolder();

async function run(plan: Omit<EvidencePlan, 'folder'>, absolute = 0) {
  const pair = await makeEvidence({ folder: folder.fresh(), ...plan });
  return rowCount.check(pair, { output: 'clients', tolerance: { absolute } }, checkContext());
}

const csv = (rows: number) => ({ 'clients.csv': `id,name\n${Array.from({ length: rows }, (_, index) => `${index},"a\nb"\n`).join('')}` });

describe('row-count', () => {
  it('counts records, not lines', async () => {
    expect(await run({ legacy: csv(3), candidate: csv(3) })).toMatchObject({ status: 'pass', summary: { text: '3 rows on both sides' } });
  });

  it('says how many are missing', async () => {
    const result = await run({ legacy: csv(1200), candidate: csv(1199) });
    expect(result).toMatchObject({ status: 'fail', total: 1, summary: { text: 'legacy 1,200, candidate 1,199: 1 fewer' } });
    expect(result.differences).toMatchObject([{ kind: 'value', legacy: { text: '1200' }, candidate: { text: '1199' } }]);
  });

  it('tolerates up to the bound, but never that a side is empty', async () => {
    expect(await run({ legacy: csv(5), candidate: csv(3) }, 2)).toMatchObject({ status: 'pass' });
    expect(await run({ legacy: csv(5), candidate: csv(2) }, 2)).toMatchObject({ status: 'fail' });
    expect(await run({ legacy: csv(2), candidate: csv(0) }, 2)).toMatchObject({ status: 'fail' });
  });

  it.each([
    ['a header on both sides', 'id,name\n'],
    ['empty files', ''],
  ])('does not pass with %s, unless empty is valid', async (_, text) => {
    const plan = { legacy: { 'a.csv': text }, candidate: { 'a.csv': text } };
    expect(await run(plan)).toMatchObject({ status: 'inconclusive' });
    expect(await run({ ...plan, empty: 'valid' })).toMatchObject({ status: 'pass' });
  });

  it('is inconclusive for what is missing, unreadable or no table', async () => {
    expect(await run({ legacy: csv(1), candidate: 'missing' })).toMatchObject({
      status: 'inconclusive',
      summary: { text: 'clients of candidate is missing: no such file' },
    });
    expect(await run({ legacy: csv(1) })).toMatchObject({ status: 'inconclusive' });
    expect(await run({ legacy: { 'a.csv': 'id\n"1\n' }, candidate: { 'a.csv': 'id\n"1\n' } })).toMatchObject({ status: 'inconclusive' });
    expect(await run({ legacy: { 'a.csv': 'id,n\n1\n' }, candidate: { 'a.csv': 'id,n\n1\n' } })).toMatchObject({ status: 'inconclusive' });
    expect(await run({ legacy: csv(1), candidate: csv(1), format: { kind: 'bytes', config: {} } })).toMatchObject({ status: 'inconclusive' });
  });

  it('compares several files by name', async () => {
    const two = { 'a.csv': 'id\n1\n', 'b.csv': 'id\n1\n2\n' };
    expect(await run({ legacy: two, candidate: two })).toMatchObject({ status: 'pass', figures: { 'legacy.rows': 3 } });
    expect(await run({ legacy: two, candidate: { 'a.csv': 'id\n1\n2\n', 'b.csv': 'id\n1\n' } })).toMatchObject({ status: 'fail', total: 2 });
    expect(await run({ legacy: two, candidate: { 'a.csv': 'id\n1\n' } })).toMatchObject({ status: 'fail', total: 1 });
  });
});
