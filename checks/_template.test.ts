import { describe, expect, it } from 'vitest';
import { checkContext, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { template } from './_template.ts';

const folder = useTempFolder();

async function run(legacy: string, candidate: string, tolerance = 0) {
  const pair = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': legacy }, candidate: { 'a.csv': candidate } });
  return template.check(pair, { output: 'clients', tolerance }, checkContext());
}

// Every check shows that it can be green, red and inconclusive.
describe('the template', () => {
  it('passes', async () => expect(await run('123', '124')).toMatchObject({ status: 'pass' }));
  it('tolerates', async () => expect(await run('123', '1234', 1)).toMatchObject({ status: 'pass' }));
  it('fails', async () => expect(await run('123', '1234')).toMatchObject({ status: 'fail', total: 1 }));
  it('is inconclusive on nothing', async () => expect(await run('', '')).toMatchObject({ status: 'inconclusive' }));
  it('is inconclusive without an artifact', async () => {
    const pair = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': 'x' }, candidate: 'missing' });
    expect(await template.check(pair, { output: 'clients', tolerance: 0 }, checkContext())).toMatchObject({ status: 'inconclusive' });
  });
});
