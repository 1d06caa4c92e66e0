import type { Armed } from '../handbook/drill-proof.ts';
import type { CutoverRule } from '../model/cutover.ts';
import type { LedgerRecord, RunEntry } from '../model/ledger.ts';
import type { Scenario } from '../model/scenario.ts';
import { nextFire } from '../schedule/cron-fires.ts';
import { parityRuns } from '../store/parity-runs.ts';

const DAY_SECONDS = 86_400;

/** One condition that must hold before anything is switched. */
export interface Condition {
  readonly id: 'greens' | 'last-pass' | 'window' | 'apart' | 'way-back' | 'schedules';
  readonly met: boolean;
  readonly text: string;
}

export interface ConditionInput {
  readonly scenario: Scenario;
  readonly rule: CutoverRule;
  readonly records: readonly LedgerRecord[];
  /** Records of another world never count. */
  readonly world: 'sandbox' | 'real';
  /** Whether the way back was rehearsed here, not long ago, and is unchanged. */
  readonly armed: Armed;
  /** What makes the candidate's schedules unfit, in words; empty: nothing. */
  readonly unfit: readonly string[];
  /** ms since 1970. */
  readonly now: number;
}

/** Whether one may begin. Pure. */
export function conditionsOf(input: ConditionInput): readonly Condition[] {
  return [...passes(input), inWindow(input), apart(input), wayBack(input), schedules(input)];
}

function passes({ scenario, rule, records, world, now }: ConditionInput): readonly Condition[] {
  const runs = parityRuns(records, { scenario: scenario.id, world });
  const red = runs.findLastIndex(({ status }) => status !== 'pass');
  const greens: readonly RunEntry[] = runs.slice(red + 1);
  const last = greens.at(-1);
  const age = last === undefined ? Number.POSITIVE_INFINITY : now - Date.parse(last.at);
  return [
    { id: 'greens', met: greens.length >= rule.greens, text: `${greens.length} passes in a row in the ${world} world, ${rule.greens} are asked for` },
    {
      id: 'last-pass',
      met: age <= rule.lastPass && age >= 0,
      text: last === undefined ? 'there is no pass' : `the last pass is of ${last.at} (run ${last.run})`,
    },
  ];
}

/** A window may reach over midnight. */
function inWindow({ scenario, rule: { window }, now }: ConditionInput): Condition {
  if (window === undefined) return { id: 'window', met: true, text: 'no window is asked for' };
  const { zone } = scenario.schedule;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(now);
  const met = window.from <= window.until ? clock >= window.from && clock < window.until : clock >= window.from || clock < window.until;
  return { id: 'window', met, text: `it is ${clock} in ${zone}; a cutover may begin from ${window.from} until ${window.until}` };
}

function apart({ scenario: { schedule }, rule, now }: ConditionInput): Condition {
  const next = nextFire(schedule.cron, schedule.zone, now);
  const met = next === undefined || next - now >= rule.apart;
  const text =
    next === undefined
      ? 'cron never fires again'
      : `cron fires at ${new Date(next).toISOString()}, ${Math.round((next - now) / 60_000)} min from now; ${Math.round(rule.apart / 60_000)} are asked for`;
  return { id: 'apart', met, text };
}

/** Nobody cuts over to where they cannot come back from. */
function wayBack({ scenario: { rollback }, armed }: ConditionInput): Condition {
  if (!rollback.possible) return { id: 'way-back', met: false, text: `there is no way back: ${rollback.reason}` };
  if (!armed.armed) return { id: 'way-back', met: false, text: `the way back is not armed: ${armed.why.join('; ')}` };
  return { id: 'way-back', met: true, text: `one can go back until ${rollback.decideBy}; drilled at ${armed.drill.at}, armed until ${armed.until}` };
}

function schedules({ unfit }: ConditionInput): Condition {
  return {
    id: 'schedules',
    met: unfit.length === 0,
    text: unfit.length === 0 ? 'the schedules fire once, on time, and lose nothing' : unfit.join('; '),
  };
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
