import { describe, expect, it } from 'vitest';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { checksum } from './checksum.ts';

const folder = useTempFolder();

async function run(plan: Omit<EvidencePlan, 'folder'>) {
  return checksum.check(await makeEvidence({ folder: folder.fresh(), ...plan }), { output: 'clients' }, checkContext());
}

describe('checksum', () => {
  it('passes for the same bytes, whatever the only file is called', async () => {
    const result = await run({ legacy: { 'a.csv': 'id\n1\n' }, candidate: { 'b.csv': 'id\n1\n' } });
    expect(result).toMatchObject({ status: 'pass', summary: { text: '1 of 1 files have the same sha256 on both sides' } });
  });

  it('fails for other line ends, and for a file that only one side has', async () => {
    expect(await run({ legacy: { 'a.csv': 'id\n1\n' }, candidate: { 'a.csv': 'id\r\n1\r\n' } })).toMatchObject({ status: 'fail', total: 1 });
    const two = { 'a.csv': 'id\n1\n', 'b.csv': 'id\n1\n' };
    expect(await run({ legacy: two, candidate: { ...two, 'c.csv': '' } })).toMatchObject({ status: 'fail', total: 1 });
  });

  it.each(['', 'id,name\n'])('proves nothing with files without data: %j', async (text) => {
    const plan = { legacy: { 'a.csv': text }, candidate: { 'a.csv': text } };
    expect(await run(plan)).toMatchObject({ status: 'inconclusive' });
    expect(await run({ ...plan, empty: 'valid' })).toMatchObject({ status: 'pass' });
  });

  it('needs no table, and both sides', async () => {
    const format = { kind: 'bytes', config: {} };
    expect(await run({ legacy: { a: 'x' }, candidate: { a: 'x' }, format })).toMatchObject({ status: 'pass' });
    expect(await run({ legacy: 'missing', candidate: { a: 'x' } })).toMatchObject({ status: 'inconclusive' });
  });
});
