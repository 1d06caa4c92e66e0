import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeSight, type Look, type Terms } from './sight.ts';

const from = Date.parse('2026-11-24T16:30:00Z');
const HOUR = 3_600_000;
const terms: Terms = { source: 'sftp://batch/out.csv', from, to: from + 24 * HOUR, minSize: 1, quiet: 120_000 };
const at = (ms: number, size = 10) => ({ size, writtenAt: from + ms });
const look = (change: Partial<Look> = {}): Look => ({ found: at(60_000), clockKnown: true, ...change });
const judged = (seen: Look, change: Partial<Terms> = {}, now = from + HOUR, stillMs = 60_000) => {
  const sight = judgeSight(seen, { ...terms, ...change }, now, stillMs);
  return sight.kind === 'done' ? 'done' : `${sight.kind} ${sight.why.id}`;
};

describe('what a natural run left', () => {
  it.each<[string, Look, Partial<Terms>, number, number, string]>([
    ['whole', look(), {}, HOUR, 60_000, 'done'],
    ['not there yet', look({ found: undefined }), {}, HOUR, 60_000, 'not-yet observe.absent'],
    ['not there in its time', look({ found: undefined }), {}, 25 * HOUR, 60_000, 'never observe.absent'],
    ['of yesterday, today is to come', look({ found: at(-24 * HOUR) }), {}, HOUR, 60_000, 'not-yet observe.stale'],
    ['of yesterday, and the time is over', look({ found: at(-24 * HOUR) }), {}, 25 * HOUR, 60_000, 'never observe.stale'],
    ['of the next run', look({ found: at(24 * HOUR + 10_000) }), {}, 25 * HOUR, 60_000, 'never observe.later'],
    ['empty', look({ found: at(60_000, 0) }), {}, HOUR, 60_000, 'not-yet observe.short'],
    ['empty, which may be', look({ found: at(60_000, 0) }), { minSize: 0 }, HOUR, 60_000, 'done'],
    ['just written', look(), {}, 61_000, 60_000, 'not-yet observe.moving'],
    ['old by its time, seen for the first time', look(), {}, HOUR, 0, 'not-yet observe.moving'],
    ['old by a clock that is not known', look({ clockKnown: false }), {}, HOUR, 60_000, 'not-yet observe.moving'],
    ['seen to stand still', look({ clockKnown: false }), {}, HOUR, 120_000, 'done'],
    ['without its marker', look(), { marker: 'out.done' }, HOUR, 60_000, 'not-yet observe.unmarked'],
    ['with the marker of yesterday', look({ marker: at(-24 * HOUR) }), { marker: 'out.done' }, HOUR, 60_000, 'not-yet observe.marker-stale'],
    ['written again after its marker', look({ marker: at(10_000) }), { marker: 'out.done' }, HOUR, 60_000, 'not-yet observe.marker-older'],
    ['marked', look({ marker: at(61_000) }), { marker: 'out.done' }, HOUR, 60_000, 'done'],
    ['a log that goes on', look({ lastLine: 'copying' }), { lastLine: 'finished' }, HOUR, 60_000, 'not-yet observe.last-line'],
    ['a log without a line', look(), { lastLine: 'finished' }, HOUR, 60_000, 'not-yet observe.last-line'],
    ['a log that has ended', look({ lastLine: '02:10 finished' }), { lastLine: 'finished' }, HOUR, 60_000, 'done'],
  ])('%s', (_title, seen, change, now, still, expected) => expect(judged(seen, change, from + now, still)).toBe(expected));

  it('is never taken when it is older than the run was due, later than its time, or too small', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -72 * HOUR, max: 72 * HOUR }),
        fc.nat(20),
        fc.integer({ min: 0, max: 72 * HOUR }),
        fc.nat(HOUR),
        fc.boolean(),
        (written, size, now, still, clockKnown) => {
          const sight = judgeSight({ found: at(written, size), clockKnown }, { ...terms, minSize: 5 }, from + now, still);
          if (sight.kind !== 'done') return;
          expect(written).toBeGreaterThanOrEqual(-2_000);
          expect(written).toBeLessThanOrEqual(24 * HOUR + 2_000);
          expect(size).toBeGreaterThanOrEqual(5);
          expect(Math.max(still, clockKnown ? now - written : 0)).toBeGreaterThanOrEqual(terms.quiet);
          expect(sight.at).toBeGreaterThanOrEqual(from);
        },
      ),
    );
  });
});
