import { describe, expect, it } from 'vitest';
import type { LedgerEntry, LedgerRecord, SoakEntry } from '../model/ledger.ts';
import type { Scenario } from '../model/scenario.ts';
import type { SoakRule } from '../model/soak.ts';
import { november } from '../testing/soak-world.ts';
import { scenarioWith } from '../testing/stored-run.ts';
import { standingOf } from './standing.ts';

const HASH = 'a'.repeat(64);
const rule: SoakRule = {
  ...{ mode: 'shadow', deadline: 3_600_000, runs: 3, days: 3, observe: {}, places: {}, expect: {} },
  bounds: { last: 14, atLeast: 5, spread: 0.2 },
};
const scenario: Scenario = scenarioWith([], { schedule: { cron: '30 1 * * *', zone: 'UTC' } });

function judged(day: number, change: Partial<SoakEntry> = {}): SoakEntry {
  const fire = `${november(day)}T01:30:00.000Z`;
  const head = { type: 'soak', at: fire, scenario: scenario.id, fire, mode: 'shadow', what: 'judged', status: 'pass', starters: 'pass' } as const;
  return { ...head, world: 'real', run: `r${day}`, seal: HASH, record: HASH, ...change };
}

const done = (at: string, step = 'done'): LedgerEntry => {
  const head = { type: 'cutover', at, scenario: scenario.id, id: 'c', world: 'real', status: 'pass', record: HASH } as const;
  return { ...head, step, changes: [] };
};

function standing(entries: readonly LedgerEntry[], now: string, change: Partial<SoakRule> = {}) {
  const records = entries.map((entry, seq): LedgerRecord => ({ schema: 'twinrun.ledger/1', seq, previous: HASH, entry, hash: HASH }));
  return standingOf({ scenario, rule: { ...rule, ...change }, records, world: 'real', now: Date.parse(now) });
}

describe('how far a soak is', () => {
  it('begins with the cutover, and is done after so many in a row', () => {
    const cutover = done('2026-11-01T10:00:00Z');
    expect(standing([cutover], '2026-11-01T12:00:00Z')).toMatchObject({ since: '2026-11-01T10:00:00.000Z', greens: 0, missed: [], done: false });
    expect(standing([cutover, judged(2), judged(3)], '2026-11-03T12:00:00Z')).toMatchObject({ greens: 2, days: 2, compared: 2, done: false });
    expect(standing([cutover, judged(2), judged(3), judged(4)], '2026-11-04T12:00:00Z')).toMatchObject({ greens: 3, days: 3, done: true });
    expect(standing([cutover, judged(2), judged(3), judged(4)], '2026-11-04T12:00:00Z', { days: 4 }).done).toBe(false);
  });

  it('a pending fire breaks no row, one that nobody judged does', () => {
    const three = [judged(2), judged(3), judged(4)];
    expect(standing(three, '2026-11-05T02:00:00Z')).toMatchObject({ greens: 3, missed: [], done: true });
    expect(standing(three, '2026-11-05T02:31:00Z')).toMatchObject({ greens: 0, missed: ['2026-11-05T01:30:00.000Z'], done: false });
    expect(standing([judged(2), judged(4)], '2026-11-04T12:00:00Z')).toMatchObject({ greens: 1, missed: ['2026-11-03T01:30:00.000Z'] });
  });

  it('red and unknown ones break it, also by what starts the sides', () => {
    const at = '2026-11-04T12:00:00Z';
    expect(standing([judged(2), judged(3), judged(4, { status: 'fail' })], at)).toMatchObject({ greens: 0, reds: 1, judged: { pass: 2, fail: 1 } });
    expect(standing([judged(2), judged(3, { status: 'inconclusive' }), judged(4)], at)).toMatchObject({ greens: 1, judged: { inconclusive: 1 } });
    expect(standing([judged(2), judged(3, { starters: 'fail' }), judged(4)], at)).toMatchObject({ greens: 1, judged: { pass: 2, fail: 1 } });
    expect(standing([judged(2), judged(3, { starters: 'inconclusive' }), judged(4)], at)).toMatchObject({ greens: 1 });
  });

  it('begins anew where somebody went back, and counts no other world, and no fire twice', () => {
    const back = done('2026-11-03T10:00:00Z', 'gone-back');
    expect(standing([judged(2), judged(3), back, done('2026-11-04T10:00:00Z'), judged(5)], '2026-11-05T12:00:00Z')).toMatchObject({ greens: 1 });
    expect(standing([judged(2), judged(3, { world: 'sandbox' })], '2026-11-03T12:00:00Z')).toMatchObject({
      greens: 0,
      missed: [`${november(3)}T01:30:00.000Z`],
    });
    expect(standing([judged(2), judged(3, { status: 'fail' }), judged(3)], '2026-11-03T12:00:00Z')).toMatchObject({ greens: 0, reds: 1 });
  });

  it('says how many of the green ones were compared with legacy', () => {
    expect(standing([judged(2, { mode: 'alone' }), judged(3)], '2026-11-03T12:00:00Z')).toMatchObject({ greens: 2, compared: 1 });
  });
});
