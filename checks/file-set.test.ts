import { describe, expect, it } from 'vitest';
import { allowance } from '../src/testing/allowance.ts';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { fileSet } from './file-set.ts';

const folder = useTempFolder();

async function run(plan: Omit<EvidencePlan, 'folder'>, accepted = 0) {
  const x = checkContext(accepted === 0 ? [] : [allowance('file-set', accepted)]);
  return fileSet.check(await makeEvidence({ folder: folder.fresh(), ...plan }), { output: 'clients' }, x);
}

describe('file-set', () => {
  it('passes for the same names, whatever is in the files', async () => {
    const result = await run({ legacy: { 'a.csv': '1', 'b.csv': '2' }, candidate: { 'b.csv': '3', 'a.csv': '4' } });
    expect(result).toMatchObject({ status: 'pass', summary: { text: '2 files of the same names on both sides' } });
  });

  it('minds the name of an only file, and names rather than their number', async () => {
    expect(await run({ legacy: { 'a.csv': '1' }, candidate: { 'b.csv': '1' } })).toMatchObject({ status: 'fail', total: 2 });
    const result = await run({ legacy: { a: '1', b: '1' }, candidate: { a: '1', c: '1' } });
    expect(result.differences).toMatchObject([{ legacy: { text: 'b' } }, { candidate: { text: 'c' } }]);
  });

  it('can be allowed up to a bound', async () => {
    const plan = { legacy: { a: '1', b: '1' }, candidate: { a: '1', c: '1' } };
    expect(await run(plan, 2)).toMatchObject({ status: 'pass', allowed: [{ covered: 2 }] });
    expect(await run(plan, 1)).toMatchObject({ status: 'fail', total: 2 });
  });

  it('is inconclusive without the files of a side', async () => {
    expect(await run({ legacy: { a: '1' }, candidate: 'missing' })).toMatchObject({ status: 'inconclusive' });
    expect(await run({ legacy: { a: '1' } })).toMatchObject({ status: 'inconclusive' });
  });
});
