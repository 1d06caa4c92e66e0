import { describe, expect, it } from 'vitest';
import type { EffectReading } from '../src/model/effect.ts';
import { checkContext, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { fence } from './fence.ts';

const folder = useTempFolder();
const file = { name: 'clients.csv', size: 10, writtenAt: '2026-11-23T01:30:00Z' };
const untouched: EffectReading = { effect: 'partner-file', before: [file], after: [{ ...file }] };

async function run(...effects: readonly EffectReading[]) {
  const accepted = { reason: 'r', evidence: 'e', by: 'b', until: '2099-01-01', bound: { count: 99 } };
  return fence.check(
    await makeEvidence({ folder: folder.fresh(), effects }),
    {},
    checkContext([{ id: 'all', target: { check: 'fence' }, ...accepted }]),
  );
}

describe('fence', () => {
  it('holds when nothing changed', async () => {
    expect(await run(untouched)).toMatchObject({ status: 'pass', summary: { text: '1 real targets are as they were' } });
    expect(await run()).toMatchObject({ status: 'pass' });
  });

  it.each<[string, EffectReading]>([
    ['appeared', { ...untouched, after: [file, { name: 'new.csv', size: 1 }] }],
    ['vanished', { ...untouched, after: [] }],
    ['changed', { ...untouched, after: [{ ...file, size: 11 }] }],
    ['changed', { ...untouched, after: [{ ...file, writtenAt: '2026-11-24T01:30:00Z' }] }],
  ])('is breached when a file %s, and no allowance covers that', async (what, reading) => {
    const result = await run(untouched, reading);
    expect(result).toMatchObject({ status: 'fail', total: 1, allowed: [] });
    expect(result.summary.text).toContain(what);
  });

  it('says where the place for rehearsals lies within the real target', async () => {
    const key = 'out/rehearsal/clients.csv';
    const evidence = await makeEvidence({ folder: folder.fresh(), effects: [{ effect: 'backup', before: [], after: [{ name: key, size: 1 }] }] });
    const artifacts = [{ source: `s3://backup/${key}` }] as unknown as typeof evidence.candidate.artifacts;
    const result = await fence.check({ ...evidence, candidate: { ...evidence.candidate, artifacts } }, {}, checkContext([]));
    expect(result).toMatchObject({ status: 'fail', summary: { text: expect.stringContaining('lies within the real target') } });
    expect((await run({ ...untouched, after: [] })).summary.text).not.toContain('within');
  });

  it('is unknown when a target cannot be read; a breach elsewhere still counts', async () => {
    const error = { code: 'sftp.down', message: 'refused', fix: { id: 'f', text: 'look', values: {} } };
    const unread: EffectReading = { effect: 'backup', before: [], after: [file], error };
    expect(await run(untouched, unread)).toMatchObject({ status: 'inconclusive' });
    expect(await run({ ...untouched, after: [] }, unread)).toMatchObject({ status: 'fail' });
  });
});
