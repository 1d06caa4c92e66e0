import type { CronLine } from './cron-line.ts';
import { type Proposal, proposeExpressions } from './propose.ts';
import { type Span, zoneSpans } from './wall-times.ts';

const DAY_MINUTES = 1440;

/**
 * The equivalent for EventBridge Rules, whose expressions are UTC. Refused where the zone's distance to UTC changes within the span, and where
 * the day of the month or the month would be another one in UTC. Throws RangeError when there is no such zone.
 */
export function proposeRules(line: CronLine, zone: string, span: Span): Proposal {
  const [first, change] = zoneSpans(zone, span);
  if (first === undefined) return { refused: 'the span is empty' };
  if (change !== undefined) {
    const when = new Date(change.from).toISOString().slice(0, 10);
    return { refused: `rules know UTC only, and ${zone} changes its distance to UTC on ${when}; EventBridge Scheduler has time zones` };
  }
  const groups = shifted(line, first.offset / 60_000);
  const everyDate = line.daysOfMonth.values.length === 31 && line.months.values.length === 12;
  if (groups.some(({ days }) => days !== 0) && !everyDate)
    return {
      refused: `in UTC some fires are on another date than in ${zone}, which day of month or month would have to follow; EventBridge Scheduler has time zones`,
    };
  const parts = groups.map(({ days, minutes, hours }) => {
    const values = line.daysOfWeek.values.map((day) => (day + days + 7) % 7).sort((a, b) => a - b);
    const plain = { star: false };
    return proposeExpressions({
      ...line,
      minutes: { ...plain, values: minutes },
      hours: { ...plain, values: hours },
      daysOfWeek: { ...line.daysOfWeek, values },
    });
  });
  const refused = parts.find((part) => 'refused' in part);
  if (refused !== undefined) return refused;
  const notes = parts.flatMap((part) => ('note' in part && part.note !== undefined ? [part.note] : []));
  const expressions = parts.flatMap((part) => ('expressions' in part ? part.expressions : []));
  return { expressions, ...(notes[0] === undefined ? {} : { note: notes[0] }) };
}

interface Group {
  /** Days from the wall's day to UTC's: -1, 0 or 1. */
  readonly days: number;
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
}

/** The line's times of day in UTC, hours with the same minutes together. */
function shifted({ hours, minutes }: CronLine, offset: number): readonly Group[] {
  const byHour = new Map<string, number[]>();
  for (const hour of hours.values)
    for (const minute of minutes.values) {
      const at = hour * 60 + minute - offset;
      const days = Math.floor(at / DAY_MINUTES);
      const key = `${days}/${Math.floor((at - days * DAY_MINUTES) / 60)}`;
      byHour.set(key, [...(byHour.get(key) ?? []), ((at % 60) + 60) % 60]);
    }
  const groups = new Map<string, { days: number; minutes: number[]; hours: number[] }>();
  for (const [key, values] of byHour) {
    const [days = 0, hour = 0] = key.split('/').map(Number);
    const sorted = [...values].sort((a, b) => a - b);
    const group = groups.get(`${days}:${sorted}`) ?? { days, minutes: sorted, hours: [] };
    group.hours.push(hour);
    groups.set(`${days}:${sorted}`, group);
  }
  return [...groups.values()].map((group) => ({ ...group, hours: [...group.hours].sort((a, b) => a - b) }));
}
