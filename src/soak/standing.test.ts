import { describe, expect, it } from 'vitest';
import type { LedgerEntry, LedgerRecord, SoakEntry } from '../model/ledger.ts';
import type { Scenario } from '../model/scenario.ts';
import type { SoakRule } from '../model/soak.ts';
import type { Starters } from '../model/soak-record.ts';
import { november } from '../testing/soak-world.ts';
import { scenarioWith } from '../testing/stored-run.ts';
import { standingOf } from './standing.ts';
import { startersEntry } from './starters-entry.ts';

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
  return standingOf({ scenario, rule: { ...rule, ...change }, records: recordsOf(entries), world: 'real', now: Date.parse(now) });
}

function recordsOf(entries: readonly LedgerEntry[]): readonly LedgerRecord[] {
  return entries.map((entry, seq) => ({ schema: 'twinrun.ledger/1', seq, previous: HASH, entry, hash: HASH }));
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

describe('what starts the sides, as the ledger has it', () => {
  const about = { scenario: scenario.id, world: 'real', at: '2026-11-05T00:00:00.000Z' } as const;
  const red: Starters = { status: 'fail', text: 'both are on', starters: [{ side: 'legacy', what: 'a line', state: 'both', text: '' }] };
  const entry = startersEntry(recordsOf([judged(2)]), red, about);
  const news = (entries: readonly LedgerEntry[], read: Starters = red) => startersEntry(recordsOf(entries), read, about)?.status;

  it.each<[string, readonly LedgerEntry[], 'fail' | undefined]>([
    ['before a soak has begun', [], undefined],
    ['after a cutover that was done', [done('2026-11-01T10:00:00Z')], 'fail'],
    ['after a fire that was green', [judged(2)], 'fail'],
    ['after a fire whose own entry says it', [judged(2, { starters: 'fail' })], undefined],
    ['after it was entered', [judged(2), entry as LedgerEntry], undefined],
    ['after it was entered in another world', [judged(2), { ...entry, world: 'sandbox' } as LedgerEntry], 'fail'],
    ['after it was entered, of another batch', [judged(2), { ...entry, scenario: 'other' } as LedgerEntry], 'fail'],
    ['after it was entered, and right again', [judged(2), entry as LedgerEntry, { ...entry, status: 'pass' } as LedgerEntry], 'fail'],
    ['after somebody went back on purpose', [judged(2), done('2026-11-03T10:00:00Z', 'gone-back')], undefined],
  ])('red is entered %s: %#', (_, entries, expected) => expect(news(entries)).toBe(expected));

  it('right is entered only after red, and what could not be read never', () => {
    const right: Starters = { ...red, status: 'pass', text: 'the candidate is on' };
    expect([[judged(2)], [judged(2), entry as LedgerEntry], [judged(2, { starters: 'fail' })], []].map((entries) => news(entries, right))).toEqual([
      ...[undefined, 'pass', 'pass', undefined],
    ]);
    expect(news([judged(2)], { ...red, status: 'inconclusive' })).toBeUndefined();
  });

  it('red spoils the fire before it', () => {
    expect(standing([judged(2), judged(3), entry as LedgerEntry, judged(4)], '2026-11-04T12:00:00Z')).toMatchObject({
      greens: 1,
      judged: { pass: 2, fail: 1 },
    });
  });
});
