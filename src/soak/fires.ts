import type { NaturalRun } from '../model/natural-run.ts';
import type { Scenario } from '../model/scenario.ts';
import { businessDateOf } from '../scenario/business-date.ts';
import { firesOfText, nextFire } from '../schedule/cron-fires.ts';

/** One scheduled start, and until when its run is due. Milliseconds since 1970. */
export interface Fire {
  readonly at: number;
  readonly deadline: number;
  /** The next one; absent where there is none. What is written from then on may be of that one. */
  readonly next?: number;
  /** `YYYY-MM-DD`. */
  readonly businessDate: string;
}

type Scheduled = Pick<Scenario, 'schedule' | 'businessDate'>;

/**
 * The fires from `from` to `until`, both included, rising. By the schedule of the scenario and not by the candidate's: a fire that the candidate's schedule
 * left out is just what must be seen.
 */
export function firesWithin({ schedule, businessDate }: Scheduled, deadline: number, from: number, until: number): readonly Fire[] {
  if (from > until) return [];
  const times = [...new Set(firesOfText(schedule.cron, schedule.zone, { from, until: until + 1 }))];
  const last = times.at(-1);
  const after = last === undefined ? undefined : nextFire(schedule.cron, schedule.zone, last);
  return times.map((at, index): Fire => {
    const next = times[index + 1] ?? after;
    return { at, deadline: at + deadline, ...(next === undefined ? {} : { next }), businessDate: businessDateOf(businessDate, new Date(at)) };
  });
}

/** What the runner `observe` is to look for: the run of this fire alone, and what was written before `until`. */
export function naturalRunOf(fire: Fire, { schedule }: Scheduled, until: number | undefined): NaturalRun {
  const head = { businessDate: fire.businessDate, zone: schedule.zone, fires: [iso(fire.at)] };
  return until === undefined ? head : { ...head, next: iso(until) };
}

/** ISO 8601, UTC. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}
