import { type CronLine, cronLine, timesOfCron } from './cron-line.ts';
import { firesOf } from './fires.ts';
import type { Span } from './wall-times.ts';

/**
 * When cron starts a line's job: ms since 1970, rising. Where the clock changes by less than three hours, jobs at a particular time are
 * started right after a skipped time, once for each, and not again in a repeated one; jobs with `*` at the head of minute or hour follow the
 * clock on the wall (cron(8) of Debian and of cronie). Throws RangeError when there is no such zone.
 */
export function cronFires(line: CronLine, zone: string, span: Span): number[] {
  const byTheWall = line.minutes.star || line.hours.star;
  return firesOf(timesOfCron(line), zone, span, byTheWall ? { skipped: 'never', repeated: 'twice' } : { skipped: 'after', repeated: 'once' });
}

/** The fires of a valid line within a span. Throws RangeError when the text is no line of a crontab. */
export function firesOfText(text: string, zone: string, span: Span): number[] {
  return cronFires(cronLine(text), zone, span);
}

/** A leap day on a given weekday may be 40 years away. */
const SEARCH_MS = [2 * 86_400_000, 400 * 86_400_000, 41 * 366 * 86_400_000];

/** The first fire after an instant (ms since 1970); undefined for a day that never comes. */
export function nextFire(text: string, zone: string, after: number): number | undefined {
  for (const length of SEARCH_MS) {
    const fire = firesOfText(text, zone, { from: after + 1, until: after + length })[0];
    if (fire !== undefined) return fire;
  }
  return undefined;
}

/** The last fire at or before an instant (ms since 1970); undefined where there was none for a year. */
export function lastFire(text: string, zone: string, until: number): number | undefined {
  for (const length of SEARCH_MS.slice(0, 2)) {
    const fire = firesOfText(text, zone, { from: until - length, until: until + 1 }).at(-1);
    if (fire !== undefined) return fire;
  }
  return undefined;
}
