import type { Armed } from '../handbook/drill-proof.ts';
import type { CutoverRule } from '../model/cutover.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Status } from '../model/status.ts';
import { nextFire } from '../schedule/cron-fires.ts';
import type { Condition } from './condition.ts';
import { greens, type Shown } from './greens.ts';
import type { SchedulesNow } from './schedules-now.ts';

const DAY_SECONDS = 86_400;

export interface ConditionInput {
  readonly scenario: Scenario;
  readonly rule: CutoverRule;
  readonly shown: Shown;
  /** Whether the way back was rehearsed here, not long ago, and is unchanged. */
  readonly armed: Armed;
  readonly schedules: SchedulesNow;
  /** ms since 1970. */
  readonly now: number;
}

/** Whether one may begin. Pure. */
export function conditionsOf(input: ConditionInput): readonly Condition[] {
  const { shown, rule, schedules, now } = input;
  return [...greens(shown, rule, schedules.places, now), inWindow(input), apart(input), wayBack(input), fireOnce(input)];
}

/** A window may reach over midnight. */
function inWindow({ scenario, rule: { window }, now }: ConditionInput): Condition {
  if (window === undefined) return { id: 'window', status: 'pass', text: 'no window is asked for' };
  const { zone } = scenario.schedule;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(now);
  const met = window.from <= window.until ? clock >= window.from && clock < window.until : clock >= window.from || clock < window.until;
  return { id: 'window', status: passIf(met), text: `it is ${clock} in ${zone}; a cutover may begin from ${window.from} until ${window.until}` };
}

function apart({ scenario: { schedule }, rule, now }: ConditionInput): Condition {
  const next = nextFire(schedule.cron, schedule.zone, now);
  const met = next === undefined || next - now >= rule.apart;
  const text =
    next === undefined
      ? 'cron never fires again'
      : `cron fires at ${new Date(next).toISOString()}, ${Math.round((next - now) / 60_000)} min from now; ${Math.round(rule.apart / 60_000)} are asked for`;
  return { id: 'apart', status: passIf(met), text };
}

/** Nobody cuts over to where they cannot come back from. */
function wayBack({ scenario: { rollback }, armed }: ConditionInput): Condition {
  if (!rollback.possible) return { id: 'way-back', status: 'fail', text: `there is no way back: ${rollback.reason}` };
  if (!armed.armed) return { id: 'way-back', status: 'fail', text: `the way back is not armed: ${armed.why.join('; ')}` };
  return {
    id: 'way-back',
    status: 'pass',
    text: `one can go back until ${rollback.decideBy}; drilled at ${armed.drill.at}, armed until ${armed.until}`,
  };
}

function fireOnce({ schedules: { unfit } }: ConditionInput): Condition {
  const none = unfit.length === 0;
  return { id: 'schedules', status: passIf(none), text: none ? 'the schedules fire once, on time, and lose nothing' : unfit.join('; ') };
}

function passIf(met: boolean): Status {
  return met ? 'pass' : 'fail';
}

/** Seconds from a fire until the time of day at which going back is decided: after it nobody wants a late start. A whole day where there is no such time. */
export function deadlineSeconds({ schedule, rollback }: Pick<Scenario, 'schedule' | 'rollback'>, now: number): number {
  const fire = nextFire(schedule.cron, schedule.zone, now);
  if (fire === undefined || !rollback.possible) return DAY_SECONDS;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: schedule.zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(fire);
  const seconds = (text: string) => Number(text.slice(0, 2)) * 3600 + Number(text.slice(3, 5)) * 60;
  const left = (seconds(rollback.decideBy) - seconds(clock) + DAY_SECONDS) % DAY_SECONDS;
  return left === 0 ? DAY_SECONDS : left;
}
