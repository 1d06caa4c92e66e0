import { describe, expect, it } from 'vitest';
import { allowance } from '../src/testing/allowance.ts';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { lineFormat } from './line-format.ts';

const folder = useTempFolder();

async function run(legacy: string, candidate: string, more: Partial<EvidencePlan> = {}, accepted = 0) {
  const pair = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': legacy }, candidate: { 'a.csv': candidate }, ...more });
  return lineFormat.check(pair, { output: 'clients' }, checkContext(accepted === 0 ? [] : [allowance('line-format', accepted)]));
}

describe('line-format', () => {
  it('passes for files written alike, whatever the values', async () => {
    expect(await run('id,n\n1,a\n', 'id,n\n2,b\n')).toMatchObject({ status: 'pass' });
    expect(await run('id,n\n1,a\n', 'id,n\n1,a\n')).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['line ends', 'id,n\r\n1,a\r\n'],
    ['byte order mark', '\ufeffid,n\n1,a\n'],
    ['last line end', 'id,n\n1,a'],
    ['quoting', 'id,n\n"1","a"\n'],
    ['quoting, of the header too', '"id","n"\n"1","a"\n'],
    ['quoting of the header alone', '"id","n"\n1,a\n'],
  ])('fails for other %s', async (_, candidate) => {
    expect(await run('id,n\n1,a\n', candidate)).toMatchObject({
      status: 'fail',
      total: 1,
      differences: [{ kind: 'representation', output: 'clients' }],
    });
    expect(await run('id,n\n1,a\n', candidate, {}, 1)).toMatchObject({ status: 'pass', allowed: [{ covered: 1 }] });
  });

  it('fails for empty cells that are quoted on one side, and mixed line ends in other shares', async () => {
    const quoted = await run('id,n,m\n1,,a\n2,b,""\n', 'id,n,m\n1,"",a\n2,b,""\n');
    expect(quoted).toMatchObject({ status: 'fail', total: 1, summary: { text: expect.stringContaining('n bare in legacy, n quoted in candidate') } });
    expect(await run('id,n\n1,\n2,""\n', 'id,n\n2,""\n1,\n')).toMatchObject({ status: 'pass' });
    expect(await run('id\r\n1\r\n2\n', 'id\r\n1\n2\n')).toMatchObject({ status: 'fail', total: 1 });
  });

  it('is inconclusive where the sides have no column in common, as by another delimiter', async () => {
    expect(await run('id,n\n1,a\n', 'id;n\n1;a\n')).toMatchObject({ status: 'inconclusive', findings: [{ id: 'line-format.other-columns' }] });
  });

  it('is inconclusive for what is empty, missing, damaged or no table', async () => {
    expect(await run('id\n', 'id\n')).toMatchObject({ status: 'inconclusive' });
    expect(await run('id\n', 'id\n', { empty: 'valid' })).toMatchObject({ status: 'pass' });
    expect(await run('id\n1\n', 'id\n1\n', { candidate: 'missing' })).toMatchObject({ status: 'inconclusive' });
    expect(await run('id\n"1\n', 'id\n"1\n')).toMatchObject({ status: 'inconclusive' });
    expect(await run('id\n1\n', 'id\n1\n', { format: { kind: 'bytes', config: {} } })).toMatchObject({ status: 'inconclusive' });
  });
});
