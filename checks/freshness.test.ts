import { describe, expect, it } from 'vitest';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { freshness } from './freshness.ts';

const folder = useTempFolder();
const files = { legacy: { 'a.csv': 'id\n' }, candidate: { 'a.csv': 'id\n' } };

async function run(writtenAt: NonNullable<EvidencePlan['writtenAt']>, more: Partial<EvidencePlan> = {}, maxAge?: number) {
  const pair = await makeEvidence({ folder: folder.fresh(), ...files, writtenAt, ...more });
  return freshness.check(pair, { output: 'clients', ...(maxAge === undefined ? {} : { maxAge }) }, checkContext());
}

describe('freshness', () => {
  it('passes within the take, with two seconds and a minute around it', async () => {
    expect(await run({})).toMatchObject({ status: 'pass', summary: { text: '2 files, all written during their takes' } });
    expect(await run({ legacy: '2026-11-24T16:29:58Z', candidate: '2026-11-24T16:31:40Z' })).toMatchObject({ status: 'pass' });
  });

  it('fails for a stale file and for one written later', async () => {
    const stale = await run({ candidate: '2026-11-23T16:30:30Z' });
    expect(stale).toMatchObject({ status: 'fail', total: 1 });
    expect(stale.summary.text).toContain('a.csv of candidate was written at 2026-11-23T16:30:30Z, outside its take');
    expect(await run({ legacy: '2026-11-24T16:29:57.999Z' })).toMatchObject({ status: 'fail' });
    expect(await run({ legacy: '2026-11-24T16:31:40.001Z' })).toMatchObject({ status: 'fail' });
  });

  it('takes a file that was written at most so long before the end of the take', async () => {
    const day = 24 * 3_600_000;
    expect(await run({ legacy: '2026-11-23T16:30:40Z' }, {}, day)).toMatchObject({
      status: 'pass',
      summary: { text: '2 files, all fresh enough' },
    });
    expect(await run({ legacy: '2026-11-23T16:30:37Z' }, {}, day)).toMatchObject({ status: 'fail', total: 1 });
    expect(await run({ legacy: '2026-11-24T16:31:41Z' }, {}, day)).toMatchObject({ status: 'fail' });
    expect(await run({ candidate: '2026-11-24T16:30:05Z' }, {}, 10_000)).toMatchObject({ status: 'fail' });
    expect(await run({ candidate: null }, {}, day)).toMatchObject({ status: 'inconclusive' });
  });

  it('reads the age as scenarios write durations', () => {
    const read = (maxAge: string) => freshness.options['~standard'].validate({ output: 'clients', maxAge });
    expect(read('36h')).toEqual({ value: { output: 'clients', maxAge: 129_600_000 } });
    for (const text of ['36', '0h', '1.5h', '-1h', '36 hours']) expect(read(text)).toHaveProperty('issues');
  });

  it('says nothing of a side that may never have run, but does of the other one', async () => {
    const stale = '2026-11-23T16:30:30Z';
    const outcomes = { candidate: { kind: 'unknown', reason: { id: 'x', text: 'it died', values: {} } } } as const;
    expect(await run({ candidate: stale }, { outcomes })).toMatchObject({ status: 'inconclusive', summary: { id: 'freshness.unknown' } });
    expect(await run({ legacy: stale }, { outcomes })).toMatchObject({ status: 'fail' });
    expect(await run({ legacy: stale, candidate: stale }, { outcomes })).toMatchObject({ status: 'fail' });
    expect(await run({}, { outcomes })).toMatchObject({ status: 'pass' });
  });

  it('knows nothing without a time or without the file', async () => {
    expect(await run({ legacy: null })).toMatchObject({ status: 'inconclusive' });
    expect(await run({ legacy: 'yesterday' })).toMatchObject({ status: 'inconclusive' });
    expect(await run({ legacy: null, candidate: '2026-11-23T16:30:30Z' })).toMatchObject({ status: 'fail' });
    expect(await run({}, { candidate: 'missing' })).toMatchObject({ status: 'inconclusive' });
  });
});
