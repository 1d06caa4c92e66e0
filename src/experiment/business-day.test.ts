import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evidencePair, scenarioWith, sideEvidence } from '../testing/stored-run.ts';
import { dateNotes, dateProblems } from './business-day.ts';

/** A pair whose takes lie so, each `[start, end]`, with the facts of the candidate. */
function pairOf(legacy: readonly [string, string], candidate: readonly [string, string], facts: Record<string, string> = {}, runner = 'process') {
  const side = (name: 'legacy' | 'candidate', [startedAt, finishedAt]: readonly [string, string]) => {
    const evidence = sideEvidence(name);
    const more = name === 'candidate' ? { facts, runner } : {};
    return { ...evidence, observation: { ...evidence.observation, startedAt, finishedAt, ...more } };
  };
  return evidencePair({ legacy: side('legacy', legacy), candidate: side('candidate', candidate) });
}

const clock = (zone: string, offset = 0) => scenarioWith([], { businessDate: { zone, offset, mode: 'clock', variable: 'D' } });
const noon = ['2026-11-24T03:00:00Z', '2026-11-24T03:10:00Z'] as const;
const problems = (pair: ReturnType<typeof pairOf>, date: string, zone = 'Asia/Tokyo', offset = 0) =>
  dateProblems(pair, clock(zone, offset), date).map(({ id }) => id);

describe('scripts that ask the clock', () => {
  it('agree where both takes lie within the business date', () => {
    expect(problems(pairOf(noon, noon), '2026-11-24')).toEqual([]);
    expect(problems(pairOf(noon, noon), '2026-11-23', 'Asia/Tokyo', -1)).toEqual([]);
  });

  it('do not where midnight lies between the takes, or within one', () => {
    expect(problems(pairOf(noon, ['2026-11-24T15:00:10Z', '2026-11-24T15:01:00Z']), '2026-11-24')).toEqual(['comparable.midnight']);
    expect(problems(pairOf(noon, ['2026-11-24T14:59:00Z', '2026-11-24T15:00:30Z']), '2026-11-24')).toEqual(['comparable.midnight']);
    expect(problems(pairOf(noon, noon), '2026-11-25')).toEqual(['comparable.midnight', 'comparable.midnight']);
  });

  it('ask the clock of their host: ten minutes ahead is another day', () => {
    const late = ['2026-11-24T14:52:00Z', '2026-11-24T14:53:00Z'] as const;
    expect(problems(pairOf(noon, late, { 'host.clockSkew': '0' }, 'ssh'), '2026-11-24')).toEqual([]);
    expect(problems(pairOf(noon, late, { 'host.clockSkew': '600' }, 'ssh'), '2026-11-24')).toEqual(['comparable.midnight']);
    const early = ['2026-11-24T15:02:00Z', '2026-11-24T15:03:00Z'] as const;
    expect(problems(pairOf(early, early, { 'host.clockSkew': '-600' }, 'ssh'), '2026-11-25')).toEqual(['comparable.midnight']);
  });

  it('say where a clock is not known', () => {
    expect(dateNotes(pairOf(noon, noon), clock('UTC'))).toEqual([]);
    expect(dateNotes(pairOf(noon, noon, {}, 'fargate'), clock('UTC')).map(({ id, values }) => [id, values.side])).toEqual([
      ['comparable.clock-unknown', 'candidate'],
    ]);
  });

  it('need none of this where the date is injected', () => {
    expect(dateProblems(pairOf(noon, noon), scenarioWith([]), '1999-01-01')).toEqual([]);
  });

  it('never pass over midnight: every second of both takes has the same day, by another way to compute it', () => {
    const zones = ['UTC', 'Asia/Tokyo', 'Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati', 'Asia/Kathmandu', 'America/Sao_Paulo'];
    const dayIn = (zone: string, at: number) => new Date(at).toLocaleDateString('sv-SE', { timeZone: zone });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 730 }),
        fc.integer({ min: -7200, max: 7200 }),
        fc.nat(5400),
        fc.integer({ min: -7200, max: 7200 }),
        fc.nat(5400),
        fc.integer({ min: -900, max: 900 }),
        (zone, day, start, length, otherStart, otherLength, skew) => {
          // Around midnight of the zone: from noon in UTC, back by its offset.
          const noonUtc = Date.UTC(2026, 0, 1 + day, 12);
          const wall = new Date(noonUtc).toLocaleString('sv-SE', { timeZone: zone });
          const midnight = noonUtc - (Date.parse(`${wall.replace(' ', 'T')}Z`) - noonUtc) + 12 * 3_600_000;
          const [one, other] = [midnight + start * 1000, midnight + otherStart * 1000];
          const span = (from: number, seconds: number) => [new Date(from).toISOString(), new Date(from + seconds * 1000).toISOString()] as const;
          const date = dayIn(zone, one);
          const found = problems(pairOf(span(one, length), span(other, otherLength), { 'host.clockSkew': String(skew) }, 'ssh'), date, zone);
          const asked = [one, one + length * 1000, other + skew * 1000, other + (otherLength + skew) * 1000].map((at) => dayIn(zone, at));
          if (found.length === 0) expect(new Set(asked)).toEqual(new Set([date]));
          const clear = [one - 3_000, one + length * 1000 + 3_000, other + skew * 1000 - 3_000, other + (otherLength + skew) * 1000 + 3_000];
          if (clear.every((at) => dayIn(zone, at) === date)) expect(found).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
