import { nextTimeOfDay } from '../experiment/report/next-time-of-day.ts';
import type { Scenario } from '../model/scenario.ts';
import { fireOf } from './right.ts';

/** Until when going back must be decided: the first `decideBy` after the fire that it is about. Undefined where none has come, or there is no way back. */
export function deadlineOf(scenario: Scenario, businessDate: string, now: Date): Date | undefined {
  const fire = fireOf(scenario, businessDate, now);
  if (fire === undefined || !scenario.rollback.possible) return undefined;
  return nextTimeOfDay(scenario.rollback.decideBy, scenario.schedule.zone, new Date(fire));
}
