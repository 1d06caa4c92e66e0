import { describe, expect, it } from 'vitest';
import type { DrillEntry } from '../model/ledger.ts';
import { scenarioWith } from '../testing/stored-run.ts';
import { armed, type DrillFacts, needsPermissions } from './drill-proof.ts';

const now: DrillFacts = { world: 'real', worldHash: 'w', playbook: 'p', scripts: 's', script: 'l', image: 'i' };
const AT = '2026-03-31T00:00:00.000Z';
const DAY = 86_400_000;
const scenario = scenarioWith([]);
const later = (days: number) => new Date(Date.parse(AT) + days * DAY);

function drill(change: Partial<DrillEntry> = {}, proved: Partial<NonNullable<DrillEntry['proved']>> = {}): DrillEntry {
  const head = { type: 'drill', at: AT, scenario: 'client-export', id: 'd1', world: 'real', status: 'pass', record: '0', playbook: 'p' } as const;
  return { ...head, proved: { worldHash: 'w', scripts: 's', script: 'l', image: 'i', durationMs: 1, steps: [], ...proved }, ...change };
}

const why = (drills: readonly DrillEntry[], facts = now, at = later(1)) => {
  const state = armed(scenario, drills, facts, at);
  return state.armed ? [] : state.why.map((text) => text.replace(/\d{4}-.*Z/, 'then'));
};

describe('a playbook', () => {
  it('is armed by a fresh green drill in the same world, unchanged since', () => {
    expect(armed(scenario, [drill()], now, later(1))).toMatchObject({ armed: true, until: later(30).toISOString() });
  });

  it.each([
    ['nothing was drilled', [], now, later(1), 'it was never drilled in this world (real)'],
    ['only the sandbox was', [drill({ world: 'sandbox' })], now, later(1), 'one in the sandbox arms nothing outside it'],
    ['only the real world was', [drill()], { ...now, world: 'sandbox' as const }, later(1), 'never drilled in this world (sandbox)'],
    ['the last one failed', [drill(), drill({ status: 'fail', id: 'd2' })], now, later(1), 'its last drill (d2) ended as fail'],
    ['it was cancelled', [drill({ status: 'cancelled' })], now, later(1), 'ended as cancelled'],
    ['it is old', [drill()], now, later(30.01), 'older than the scenario allows'],
    [
      'it left every step out',
      [drill({}, { steps: [{ id: 'rerun', status: 'left-out' }] })],
      now,
      later(1),
      'its last drill (d1) left every step out',
    ],
    ['it lies in the future', [drill({ at: '2099-01-01T00:00:00.000Z' })], now, later(1), 'lies in the future'],
    ['the playbook was changed', [drill()], { ...now, playbook: 'q' }, later(1), 'the playbook, or what it stands on'],
    ['scripts were', [drill()], { ...now, scripts: 't' }, later(1), 'scripts of the scenario'],
    ['the script on the host was', [drill()], { ...now, script: 'm' }, later(1), 'the legacy script on its host'],
    ['the image was', [drill()], { ...now, image: 'j' }, later(1), "the candidate's image"],
    ['it was drilled before the first rehearsal', [drill({}, { image: undefined as never })], now, later(1), 'no rehearsal had met'],
    ['its names lead elsewhere', [drill()], { ...now, worldHash: 'x' }, later(1), 'another world'],
    ['the record says nothing of it', [drill({ proved: undefined as never })], now, later(1), 'does not say what it was proven with'],
  ] as const)('is not when %s', (_, drills, facts, at, text) => expect(why(drills, facts, at)).toEqual([expect.stringContaining(text)]));

  describe('that was drilled in another world', () => {
    const there = drill({}, { worldHash: 'staging' });
    const may = (...all: readonly ('allowed' | 'denied' | 'unknown')[]) =>
      all.map((status, index) => ({ step: `s${index + 1}`, status, text: 'looked' }));
    const state = (drills: readonly DrillEntry[], permissions?: ReturnType<typeof may>) => armed(scenario, drills, now, later(1), permissions);

    it('is armed where every step is seen to be permitted, and only there', () => {
      expect(state([there], may('allowed', 'allowed'))).toMatchObject({ armed: true });
      for (const [permissions, text] of [
        [undefined, 'nobody looked whether its steps are permitted here'],
        [may('allowed', 'denied'), 'step s2 is not permitted here: looked'],
        [may('unknown', 'allowed'), 'step s1 is not known to be permitted here: looked'],
        [[], 'no step that could be looked at'],
      ] as const) {
        expect(state([there], permissions as never)).toEqual({ armed: false, why: [expect.stringContaining(text)] });
        expect(needsPermissions(state([there], permissions as never))).toBe(true);
      }
    });

    it('is not where it failed here, nor by the sandbox, nor where anything else speaks against it', () => {
      expect(state([drill({ status: 'fail', id: 'here' }), there], may('allowed'))).toMatchObject({
        armed: false,
        why: [expect.stringContaining('(here) ended as fail')],
      });
      expect(state([drill({ world: 'sandbox' }, { worldHash: 'sandbox' })], may('allowed'))).toMatchObject({ armed: false });
      expect(needsPermissions(state([drill({ playbook: 'q' }, { worldHash: 'staging' })]))).toBe(false);
    });
  });

  it('says all that speaks against it', () => {
    expect(why([drill({ status: 'fail' })], { ...now, playbook: 'q', scripts: 't', image: 'j' }, later(31))).toHaveLength(5);
  });

  it('is never armed where there is no way back', () => {
    const none = { rollback: { possible: false, reason: 'the partner keeps every file' } } as const;
    expect(armed(none, [drill()], now, later(1))).toEqual({ armed: false, why: ['there is no way back: the partner keeps every file'] });
  });
});
