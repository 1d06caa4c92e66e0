import { Cron } from 'croner';
import type { NaturalRun } from '../model/natural-run.ts';
import type { BusinessDate, Scenario } from '../model/scenario.ts';
import { businessDateOf } from './business-date.ts';
import { addDays } from './calendar-date.ts';

/** No zone is further from UTC, and a day of a change of the clock is longer by an hour or two. */
const MARGIN_MS = 36 * 3_600_000;

/**
 * The scheduled starts whose business date is the given one, and the one after them. Day of month and day of week are alternatives where both are set, as in
 * crontab(5).
 */
export function naturalRun(schedule: Scenario['schedule'], rule: Pick<BusinessDate, 'zone' | 'offset'>, businessDate: string): NaturalRun {
  const cron = new Cron(schedule.cron, { timezone: schedule.zone });
  const noon = Date.parse(`${addDays(businessDate, -rule.offset)}T12:00:00Z`);
  const fires: string[] = [];
  for (let fire = cron.nextRun(new Date(noon - MARGIN_MS)); ; fire = cron.nextRun(fire)) {
    const head = { businessDate, zone: schedule.zone, fires };
    if (fire === null) return head;
    const date = businessDateOf(rule, fire);
    if (date > businessDate) return { ...head, next: fire.toISOString() };
    if (date === businessDate) fires.push(fire.toISOString());
  }
}
