import { describe, expect, it } from 'vitest';
import type { CutoverRule } from '../model/cutover.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import type { Scenario } from '../model/scenario.ts';
import { type ConditionInput, conditionsOf, deadlineSeconds } from './conditions.ts';

const NOW = Date.parse('2026-03-10T03:00:00Z'); // noon in Tokyo
const run = (status: string, daysAgo: number, change: object = {}) => {
  const at = new Date(NOW - daysAgo * 86_400_000).toISOString();
  return { entry: { type: 'run', at, scenario: 'export', run: 'r', status, world: 'real', purpose: 'rehearsal', ...change } } as LedgerRecord;
};
const rule = { greens: 2, lastPass: 2 * 86_400_000, apart: 15 * 60_000, window: { from: '09:00', until: '16:00' } } as CutoverRule;
const scenario = {
  id: 'export',
  schedule: { cron: '30 1 * * *', zone: 'Asia/Tokyo' },
  rollback: { possible: true, decideBy: '06:00' },
} as unknown as Scenario;
const good: ConditionInput = {
  ...{ scenario, rule, world: 'real', now: NOW, records: [run('fail', 5), run('pass', 2), run('pass', 1)] },
  unfit: [],
  armed: { armed: true, drill: { at: '2026-03-01T00:00:00Z' }, until: '2026-04-01T00:00:00Z' } as ConditionInput['armed'],
};
const unmet = (change: Partial<ConditionInput>) => conditionsOf({ ...good, ...change }).flatMap(({ id, met }) => (met ? [] : [id]));

describe('the conditions of a cutover', () => {
  it('are met where all is as it must be', () => expect(unmet({})).toEqual([]));

  it.each<[string, Partial<ConditionInput>, string[]]>([
    ['a red run between', { records: [run('pass', 2), run('fail', 1.5), run('pass', 1)] }, ['greens']],
    ['an inconclusive run at the end', { records: [...good.records, run('inconclusive', 0.5)] }, ['greens', 'last-pass']],
    ['passes of the sandbox', { records: [run('pass', 2, { world: 'sandbox' }), run('pass', 1, { world: 'sandbox' })] }, ['greens', 'last-pass']],
    ['passes of another scenario', { records: [run('pass', 1), run('pass', 1, { scenario: 'other' })] }, ['greens']],
    ['passes of a calibration', { records: [run('pass', 2, { purpose: 'calibration' }), run('pass', 1)] }, ['greens']],
    ['passes of which nobody knows what for', { records: [run('pass', 1, { purpose: undefined })] }, ['greens', 'last-pass']],
    ['a red take of a calibration', { records: [...good.records, run('fail', 0.5, { purpose: 'calibration' })] }, ['greens', 'last-pass']],
    ['an old pass', { records: [run('pass', 9), run('pass', 8)] }, ['last-pass']],
    ['a pass of tomorrow', { records: [run('pass', 1), run('pass', -1)] }, ['last-pass']],
    ['no run at all', { records: [] }, ['greens', 'last-pass']],
    ['the wrong time of day', { now: Date.parse('2026-03-10T08:00:00Z') }, ['window']],
    ['a fire that is near', { scenario: { ...scenario, schedule: { cron: '10 12 * * *', zone: 'Asia/Tokyo' } } }, ['apart']],
    ['no way back', { scenario: { ...scenario, rollback: { possible: false, reason: 'none' } } }, ['way-back']],
    ['a way back that nobody has drilled', { armed: { armed: false, why: ['never drilled'] } }, ['way-back']],
    ['a schedule without a dead-letter queue', { unfit: ['no queue'] }, ['schedules']],
  ])('%s', (_, change, expected) => expect(unmet(change)).toEqual(expected));

  it('knows windows over midnight', () => {
    const night = { rule: { ...rule, window: { from: '22:00', until: '05:00' } } };
    expect(unmet(night)).toEqual(['window']);
    expect(unmet({ ...night, now: Date.parse('2026-03-09T19:00:00Z') })).toEqual([]);
  });

  it('give a start until one must have decided about going back', () => {
    expect(deadlineSeconds(scenario, NOW)).toBe(4.5 * 3600);
    expect(deadlineSeconds({ ...scenario, rollback: { ...scenario.rollback, decideBy: '01:00' } as Scenario['rollback'] }, NOW)).toBe(23.5 * 3600);
  });
});
