import { describe, expect, it } from 'vitest';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { columns } from './columns.ts';

const folder = useTempFolder();

async function run(legacy: string | Buffer, candidate: string | Buffer, order: 'any' | 'same' = 'any', more: Partial<EvidencePlan> = {}) {
  const pair = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': legacy }, candidate: { 'a.csv': candidate }, ...more });
  return columns.check(pair, { output: 'clients', order }, checkContext());
}

describe('columns', () => {
  it('passes by name', async () => {
    expect(await run('id,name\n1,a\n', '\ufeffid,name\r\n')).toMatchObject({ status: 'pass', summary: { text: '2 columns on both sides, by name' } });
  });

  it('minds the order only when asked', async () => {
    expect(await run('id,name\n', 'name,id\n')).toMatchObject({ status: 'pass' });
    expect(await run('id,name\n', 'name,id\n', 'same')).toMatchObject({ status: 'fail', total: 1 });
  });

  it('fails for a renamed, a missing and a repeated column', async () => {
    const renamed = await run('id,name\n', 'id,nom\n');
    expect(renamed).toMatchObject({ status: 'fail', total: 2 });
    expect(renamed.differences[0]?.message?.text).toBe('column name is missing in candidate, which has nom in its place');
    expect(await run('id,name\n', 'id\n')).toMatchObject({ status: 'fail', total: 1 });
    expect(await run('id,name\n', 'id, name\n')).toMatchObject({ status: 'fail' });
    const repeated = await run('id,id\n', 'id,id\n');
    expect(repeated).toMatchObject({ status: 'fail', total: 1 });
    expect(repeated.findings.map(({ side }) => side)).toEqual(['legacy', 'candidate']);
  });

  it('is inconclusive without any header, and red without one of them', async () => {
    expect(await run('', '')).toMatchObject({ status: 'inconclusive' });
    expect(await run('', '', 'any', { empty: 'valid' })).toMatchObject({ status: 'pass' });
    expect(await run('id\n', '')).toMatchObject({ status: 'fail' });
    expect(await run('id\n', '', 'any', { candidate: 'missing' })).toMatchObject({ status: 'inconclusive' });
  });

  it('does not trust names that are no UTF-8', async () => {
    const [one, other] = [Buffer.from([0x96, 0xbc, 0x0a]), Buffer.from([0x8f, 0xbc, 0x0a])];
    expect((await run(one, other)).status).not.toBe('pass');
    expect((await run(one, one)).findings[0]).toMatchObject({ id: 'csv.invalid-utf8', at: { line: 1 } });
  });
});
