import { type DayTest, HOURS, MINUTES, MONTH, readDayOfMonth, readDayOfWeek, readValues, YEAR } from './eventbridge-fields.ts';
import { firesOf } from './fires.ts';
import type { Span, WallTimes } from './wall-times.ts';

/** What EventBridge runs at: a cron expression, by the wall. */
export type EventBridgeTimes = WallTimes;

/** What is wrong with an expression; undefined when nothing is. */
export function expressionProblem(text: string): string | undefined {
  const read = readExpression(text);
  return typeof read === 'string' ? read : undefined;
}

/**
 * The times of a `cron(minutes hours day-of-month month day-of-week [year])` expression, or what was expected instead
 * (Amazon EventBridge Scheduler user guide, "Schedule types"). `rate()` and `at()` name no time of day that a crontab line could be compared with.
 */
export function readExpression(text: string): EventBridgeTimes | string {
  const [, kind, inner] = /^\s*(cron|rate|at)\s*\(([^()]*)\)\s*$/.exec(text) ?? [];
  if (inner === undefined) return 'cron(minutes hours day-of-month month day-of-week year)';
  if (kind !== 'cron') return `a cron() expression: ${kind}() counts from when the schedule was made, so its times of day are not known`;
  const parts = inner.trim().split(/\s+/);
  if (parts.length !== 5 && parts.length !== 6) return 'five or six fields: minutes, hours, day-of-month, month, day-of-week, year';
  const [minutesText = '', hoursText = '', domText = '', monthText = '', dowText = '', yearText = '*'] = parts;
  if ((domText === '?') === (dowText === '?')) return '`?` in exactly one of day-of-month and day-of-week';
  const minutes = readValues(minutesText, MINUTES);
  const hours = readValues(hoursText, HOURS);
  const months = readValues(monthText, MONTH);
  const years = yearText === '*' ? undefined : readValues(yearText, YEAR);
  const day = domText === '?' ? readDayOfWeek(dowText) : readDayOfMonth(domText);
  for (const read of [minutes, hours, months, years, day]) if (typeof read === 'string') return read;
  return wallTimes(minutes as number[], hours as number[], months as number[], years as number[] | undefined, day as DayTest);
}

function wallTimes(
  minutes: readonly number[],
  hours: readonly number[],
  months: readonly number[],
  years: readonly number[] | undefined,
  dayTest: DayTest,
): WallTimes {
  return {
    minutesOfDay: hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute)),
    onDay: (day) => months.includes(day.month) && (years?.includes(day.year) ?? true) && dayTest(day),
  };
}

/**
 * When EventBridge Scheduler invokes: ms since 1970, rising. A time that the wall skips is left out, a repeated one is invoked once
 * (Scheduler user guide, "Daylight savings time"). A flexible window is not looked at. Throws RangeError when there is no such zone.
 */
export function schedulerFires(times: EventBridgeTimes, zone: string, span: Span): number[] {
  return firesOf(times, zone, span, { skipped: 'never', repeated: 'once' });
}
