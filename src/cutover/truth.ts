import type { Connections } from '../connections/connections.ts';
import { stateOf } from '../connections/crontab/crontab-text.ts';
import { readCrontab } from '../connections/crontab/host-crontab.ts';
import { readSchedule } from '../connections/schedule-state.ts';
import type { CutoverRule } from '../model/cutover.ts';
import { asTwinrunError } from '../model/error.ts';
import type { Status } from '../model/status.ts';

/** What starts a side, as it is now, read where it stands. */
export interface Starter {
  readonly side: 'legacy' | 'candidate';
  readonly what: string;
  readonly state: 'on' | 'off' | 'both' | 'absent' | 'unknown';
  readonly text: string;
}

export interface Truth {
  readonly starters: readonly Starter[];
  readonly status: Status;
  readonly text: string;
}

/** Reads crontabs and schedules. Never throws for what cannot be read: that is unknown, and then nobody may say that all is well. */
export async function truthOf(rule: CutoverRule, connections: Connections, signal: AbortSignal): Promise<Truth> {
  const lines = rule.cron.map(async (line): Promise<Starter> => {
    const head = { side: 'legacy' as const, what: `${line.contains} in the crontab on ${line.host}` };
    try {
      const { text } = await readCrontab(await connections.ssh(line.host), line);
      const state = stateOf(text, line.contains);
      return { ...head, state, text: TEXTS[state] };
    } catch (thrown) {
      return { ...head, state: 'unknown', text: asTwinrunError(thrown).message };
    }
  });
  const schedules = rule.schedules.map(async (name): Promise<Starter> => {
    const head = { side: 'candidate' as const, what: `schedule ${name.group}/${name.name}` };
    try {
      const { State, ScheduleExpression, ScheduleExpressionTimezone } = await readSchedule(connections.aws().scheduler, name, signal);
      return {
        ...head,
        state: State === 'ENABLED' ? 'on' : 'off',
        text: `${State ?? ''}, ${ScheduleExpression ?? ''} ${ScheduleExpressionTimezone ?? ''}`.trim(),
      };
    } catch (thrown) {
      return { ...head, state: 'unknown', text: asTwinrunError(thrown).message };
    }
  });
  const starters = await Promise.all([...lines, ...schedules]);
  return { starters, ...judge(starters) };
}

const TEXTS: Readonly<Record<'on' | 'off' | 'both' | 'absent', string>> = {
  on: 'active',
  off: 'switched off by Twinrun',
  both: 'switched off by Twinrun, and active in another line: somebody or something brought it back',
  absent: 'no line has it',
};

/** Exactly one side is on, and wholly. Both: twice delivered. Neither: not at all. */
export function judge(starters: readonly Starter[]): Pick<Truth, 'status' | 'text'> {
  if (starters.some(({ state }) => state === 'unknown'))
    return { status: 'inconclusive', text: 'not everything could be read: what runs is not known' };
  if (starters.some(({ state }) => state === 'both')) return { status: 'fail', text: 'a line that was switched off is active again' };
  const on = (side: Starter['side']) => starters.filter((one) => one.side === side).map(({ state }) => state === 'on');
  const [legacy, candidate] = [on('legacy'), on('candidate')];
  const some = [legacy.some(Boolean), candidate.some(Boolean)];
  if (some[0] && some[1]) return { status: 'fail', text: 'both sides are on: the next fire is delivered twice' };
  if (!some[0] && !some[1]) return { status: 'fail', text: 'neither side is on: the next fire is not delivered' };
  const half = (some[0] ? legacy : candidate).some((state) => !state);
  if (half) return { status: 'fail', text: `the ${some[0] ? 'legacy' : 'candidate'} side is on in part only` };
  return { status: 'pass', text: `the ${some[0] ? 'legacy' : 'candidate'} side is on, the other is off` };
}
