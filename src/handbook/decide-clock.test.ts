import { expect, it } from 'vitest';
import type { Clock } from '../model/clock.ts';
import type { Scenario } from '../model/scenario.ts';
import { decideClock } from './decide-clock.ts';

const scenario = (rollback: object) =>
  ({
    schedule: { cron: '30 1 * * *', zone: 'Asia/Tokyo' },
    businessDate: { zone: 'Asia/Tokyo', offset: -1, mode: 'clock' },
    rollback,
  }) as unknown as Scenario;

function at(text: string) {
  let now = new Date(text);
  return { clock: { now: () => now } as Clock, move: (later: string) => (now = new Date(later)) };
}

it('says how long is left to decide, counts down, and goes on once it is over', () => {
  const { clock, move } = at('2026-11-26T17:00:00Z');
  const says = decideClock(scenario({ possible: true, decideBy: '06:00' }), '2026-11-26', clock);
  expect(says()).toBe('[4 h 0 min until 06:00] ');
  move('2026-11-26T20:59:30Z');
  expect(says()).toBe('[0 h 0 min until 06:00] ');
  move('2026-11-26T22:05:00Z');
  expect(says()).toBe('[06:00 is over since 1 h 5 min] ');
});

it('is silent where going back is not possible', () => {
  expect(decideClock(scenario({ possible: false, reason: 'x' }), '2026-11-26', at('2026-11-26T17:00:00Z').clock)()).toBe('');
});
