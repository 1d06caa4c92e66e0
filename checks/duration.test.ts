import { describe, expect, it } from 'vitest';
import type { Outcome } from '../src/model/outcome.ts';
import { checkContext, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { duration } from './duration.ts';

const folder = useTempFolder();
const ok: Outcome = { kind: 'exited', exitCode: 0 };

async function run(legacy: number, candidate: number, options: { factor?: number; atMost?: number; floorMs?: number } = {}, outcomes = {}) {
  const pair = await makeEvidence({ folder: folder.fresh(), outcomes: { legacy: ok, candidate: ok, ...outcomes } });
  const took = (side: 'legacy' | 'candidate', durationMs: number) => ({ ...pair[side], observation: { ...pair[side].observation, durationMs } });
  const timed = { ...pair, legacy: took('legacy', legacy), candidate: took('candidate', candidate) };
  return duration.check(timed, { factor: 2, atMost: undefined, floorMs: 10_000, ...options }, checkContext());
}

describe('duration', () => {
  it('allows the factor and not a millisecond more', async () => {
    expect(await run(60_000, 120_000)).toMatchObject({ status: 'pass', summary: { text: 'legacy took 60 s, candidate 120 s' } });
    expect(await run(60_000, 120_001)).toMatchObject({ status: 'fail', total: 1 });
  });

  it('raises no alarm for short times', async () => {
    expect(await run(100, 300)).toMatchObject({ status: 'pass' });
    expect(await run(100, 300, { floorMs: 0 })).toMatchObject({ status: 'fail' });
  });

  it('keeps a budget of its own', async () => {
    expect(await run(60_000, 90_000, { atMost: 80_000 })).toMatchObject({ status: 'fail', total: 1 });
    expect(await run(60_000, 90_000, { atMost: 90_000 })).toMatchObject({ status: 'pass' });
  });

  it('learns nothing from a take that did not succeed', async () => {
    const failed: Outcome = { kind: 'exited', exitCode: 1 };
    expect(await run(60_000, 1000, {}, { candidate: failed })).toMatchObject({ status: 'inconclusive' });
    expect(await run(1, 60_000, {}, { legacy: failed })).toMatchObject({ status: 'inconclusive' });
    expect(await run(1, 60_000, { atMost: 50_000 }, { legacy: failed })).toMatchObject({ status: 'fail' });
    expect(await run(60_000, 60_000, {}, { candidate: { kind: 'observed', at: '2026-11-24T16:30:00.000Z' } })).toMatchObject({
      status: 'inconclusive',
    });
    expect(await run(60_000, 600_000, {}, { candidate: { kind: 'timed-out', afterMs: 600_000 } })).toMatchObject({ status: 'fail' });
  });
});
