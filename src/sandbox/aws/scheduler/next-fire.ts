import { readExpression, schedulerFires } from '../../../schedule/eventbridge.ts';
import { zoneSpans } from '../../../schedule/wall-times.ts';
import { otherTimes, type ScheduleRecord } from './schedule-record.ts';

const LOOK_AHEAD_MS = [2 * 86_400_000, 400 * 86_400_000];

/** When an enabled schedule fires next after it last did, ms since 1970; undefined when it never does again. */
export function nextFireOf({ input, firedUntil, createdAt }: ScheduleRecord): number | undefined {
  if (input.State === 'DISABLED') return undefined;
  const from = Math.max(firedUntil + 1, (input.StartDate ?? 0) * 1000);
  const fire = after(from, createdAt, input.ScheduleExpression, input.ScheduleExpressionTimezone ?? 'UTC');
  return fire === undefined || (input.EndDate !== undefined && fire > input.EndDate * 1000) ? undefined : fire;
}

function after(from: number, createdAt: number, expression: string, zone: string): number | undefined {
  const other = otherTimes(expression);
  if (other !== undefined && 'every' in other) return createdAt + Math.max(1, Math.ceil((from - createdAt) / other.every)) * other.every;
  if (other !== undefined) {
    const [span] = zoneSpans(zone, { from: other.at, until: other.at + 1 });
    const fire = other.at - (span?.offset ?? 0);
    return fire >= from ? fire : undefined;
  }
  const times = readExpression(expression);
  if (typeof times === 'string') return undefined;
  for (const length of LOOK_AHEAD_MS) {
    const [fire] = schedulerFires(times, zone, { from, until: from + length });
    if (fire !== undefined) return fire;
  }
  return undefined;
}
