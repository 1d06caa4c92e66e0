import type { NaturalRun } from '../model/natural-run.ts';
import type { BusinessDate, Scenario } from '../model/scenario.ts';
import { firesOfText, nextFire } from '../schedule/cron-fires.ts';
import { businessDateOf } from './business-date.ts';
import { addDays } from './calendar-date.ts';

/** No zone is further from UTC, and a day of a change of the clock is longer by an hour or two. */
const MARGIN_MS = 36 * 3_600_000;

/**
 * The scheduled starts whose business date is the given one, and the one after them.
 */
export function naturalRun(schedule: Scenario['schedule'], rule: Pick<BusinessDate, 'zone' | 'offset'>, businessDate: string): NaturalRun {
  const noon = Date.parse(`${addDays(businessDate, -rule.offset)}T12:00:00Z`);
  const head = { businessDate, zone: schedule.zone };
  const around = firesOfText(schedule.cron, schedule.zone, { from: noon - MARGIN_MS, until: noon + MARGIN_MS });
  const fires = [...new Set(around)].filter((at) => businessDateOf(rule, new Date(at)) === businessDate).map(iso);
  const later =
    around.find((at) => businessDateOf(rule, new Date(at)) > businessDate) ?? nextFire(schedule.cron, schedule.zone, noon + MARGIN_MS - 1);
  return { ...head, fires, ...(later === undefined ? {} : { next: iso(later) }) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
