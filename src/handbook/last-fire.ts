import type { Scenario } from '../model/scenario.ts';
import { businessDateOf } from '../scenario/business-date.ts';
import { lastFire } from '../schedule/cron-fires.ts';

/** The business date of the last scheduled start, `YYYY-MM-DD`: the day that one goes back from at `now`. */
export function dateOfLastFire({ schedule: { cron, zone }, businessDate }: Pick<Scenario, 'schedule' | 'businessDate'>, now: Date): string {
  return businessDateOf(businessDate, new Date(lastFire(cron, zone, now.getTime()) ?? now));
}
