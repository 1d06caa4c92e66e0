import type { Connections } from '../connections/connections.ts';
import { stateOf } from '../connections/crontab/crontab-text.ts';
import { readCrontab } from '../connections/crontab/host-crontab.ts';
import { readSchedule } from '../connections/schedule-state.ts';
import type { CutoverRule } from '../model/cutover.ts';
import { asTwinrunError } from '../model/error.ts';
import { dominant, type Status } from '../model/status.ts';
import type { Delivery } from './partner-has.ts';

/** What starts a side, as it is now, read where it stands. */
export interface Starter {
  readonly side: 'legacy' | 'candidate';
  readonly what: string;
  readonly state: 'on' | 'off' | 'both' | 'absent' | 'unknown';
  readonly text: string;
}

export interface Truth {
  readonly starters: readonly Starter[];
  /** What the partner has of the last fires; absent where nobody looked. */
  readonly deliveries?: readonly Delivery[];
  readonly status: Status;
  readonly text: string;
}

/** What is known beside crontabs and schedules. */
export interface Beside {
  readonly deliveries?: readonly Delivery[];
  /** Nothing fires by itself in this world: what is not there is not missing. */
  readonly still?: boolean;
  /** A cutover is just switching, in words: for so long neither side is on, and no fire is near. */
  readonly switching?: string;
}

/** Reads crontabs and schedules. Never throws for what cannot be read: that is unknown, and then nobody may say that all is well. `truthNow` says what is beside them. */
export async function truthOf(rule: CutoverRule, connections: Connections, signal: AbortSignal, beside: Beside = {}): Promise<Truth> {
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
  const { deliveries } = beside;
  return { starters, ...(deliveries === undefined ? {} : { deliveries }), ...judge(starters, beside) };
}

const TEXTS: Readonly<Record<'on' | 'off' | 'both' | 'absent', string>> = {
  on: 'active',
  off: 'switched off by Twinrun',
  both: 'switched off by Twinrun, and active in another line: somebody or something brought it back',
  absent: 'no line has it',
};

/** Exactly one side is on, and wholly; and of each fire that is due the partner has exactly one delivery. */
export function judge(starters: readonly Starter[], beside: Beside = {}): Pick<Truth, 'status' | 'text'> {
  const all = [judgeStarters(starters, beside), ...(beside.deliveries ?? []).map((one) => judgeDelivery(one, beside))];
  const status = dominant(all.map((one) => one.status));
  const said = all.filter((one, index) => index === 0 || one.status !== 'pass').map(({ text }) => text);
  return { status, text: said.join('; ') };
}

function judgeStarters(starters: readonly Starter[], { switching }: Beside): Pick<Truth, 'status' | 'text'> {
  if (starters.some(({ state }) => state === 'unknown'))
    return { status: 'inconclusive', text: 'not everything could be read: what runs is not known' };
  if (starters.some(({ state }) => state === 'both')) return { status: 'fail', text: 'a line that was switched off is active again' };
  const on = (side: Starter['side']) => starters.filter((one) => one.side === side).map(({ state }) => state === 'on');
  const [legacy, candidate] = [on('legacy'), on('candidate')];
  const some = [legacy.some(Boolean), candidate.some(Boolean)];
  if (some[0] && some[1]) return { status: 'fail', text: 'both sides are on: the next fire is delivered twice' };
  const half = some[0] || some[1] ? (some[0] ? legacy : candidate).some((state) => !state) : true;
  if (half && switching !== undefined) return { status: 'inconclusive', text: `no side is wholly on: ${switching}` };
  if (!some[0] && !some[1]) return { status: 'fail', text: 'neither side is on: the next fire is not delivered' };
  if (half) return { status: 'fail', text: `the ${some[0] ? 'legacy' : 'candidate'} side is on in part only` };
  return { status: 'pass', text: `the ${some[0] ? 'legacy' : 'candidate'} side is on, the other is off` };
}

function judgeDelivery({ effect, file, fire, state, text }: Delivery, { still }: Beside): Pick<Truth, 'status' | 'text'> {
  const said = `${effect} of ${fire}${file === '' ? '' : `, ${file}`}: ${text}`;
  switch (state) {
    case 'twice':
      return { status: 'fail', text: said };
    case 'none':
      return { status: still === true ? 'pass' : 'fail', text: said };
    case 'once':
    case 'not-due':
      return { status: 'pass', text: said };
    default:
      return { status: 'inconclusive', text: said };
  }
}
