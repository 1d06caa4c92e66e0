import { z } from 'zod';
import { DURATION, parseDuration } from '../runtime/duration.ts';
import { isZone, zoneFix } from '../runtime/zone.ts';
import { cronProblem } from '../schedule/cron-line.ts';
import { isCalendarDate } from './calendar-date.ts';
import { addIssue } from './tagged.ts';

/** The longest time that a timer of Node can wait is 2^31 - 1 ms; beyond it would fire at once. */
const LONGEST_DAYS = 24;
const DAY_MS = 86_400_000;

/** Set by the platform or the login itself, or able to change which program runs. */
const RESERVED = /^(?:PATH|HOME|USER|LOGNAME|SHELL|PWD|OLDPWD|SHLVL|IFS|ENV|BASH_ENV|NODE_OPTIONS|LD_.*|DYLD_.*|_)$/;

/** Text for people that must say something. */
export function text(description: string) {
  return z.string().regex(/\S/, 'text that says something').describe(description);
}

/** A name that becomes folder names and step names. */
export function name(description: string) {
  return z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'a kebab-case name: small letters, digits, single dashes')
    .max(64)
    .describe(description);
}

/** `10m` in the file, milliseconds in memory; more than nothing, at most 24 days unless it is no time to wait. */
export function duration(description: string, longestDays = LONGEST_DAYS) {
  return z
    .string()
    .regex(DURATION, 'a duration: 250ms, 30s, 10m, 2h, 1d')
    .transform((value, context) => {
      const ms = parseDuration(value) ?? 0;
      if (ms <= 0 || ms > longestDays * DAY_MS) addIssue(context, [], `more than 0, at most ${longestDays}d`);
      return ms;
    })
    .describe(description);
}

/** An IANA time zone name. */
export function zone(description: string) {
  return z
    .string()
    .superRefine((value, context) => {
      if (!isZone(value)) addIssue(context, [], 'an IANA time zone name, such as Asia/Tokyo', { fix: zoneFix(value) });
    })
    .describe(description);
}

/** The time part of a crontab line. */
export function cron(description: string) {
  return z
    .string()
    .superRefine((value, context) => {
      const problem = cronProblem(value);
      if (problem !== undefined) addIssue(context, [], problem);
    })
    .describe(description);
}

/** A time of day, `HH:MM`. */
export function clockTime(description: string) {
  return z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day from "00:00" to "23:59"')
    .describe(description);
}

/** A day that exists, `YYYY-MM-DD`. */
export function day(description: string) {
  return z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'a date YYYY-MM-DD')
    .refine(isCalendarDate, 'a day that exists in the calendar')
    .describe(description);
}

/** `-1d` in the file, days in memory. */
export function dayOffset(description: string) {
  return z
    .string()
    .regex(/^[+-]?\d{1,3}d$/, 'days, such as -1d or 0d')
    .transform((value) => Number(value.slice(0, -1)) + 0)
    .describe(description);
}

/** The name of an environment variable that a scenario may set. */
export function variableName(description: string) {
  return z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable: letters, digits, underscores')
    .refine((value) => !RESERVED.test(value), 'a variable that the platform does not set itself (PATH, HOME, USER, SHELL, LD_… are its own)')
    .describe(description);
}

/** Environment variables with their values. */
export function environment(description: string) {
  const value = z
    .string()
    .regex(/^[^\n\r\0]*$/, 'one line without NUL: other platforms cut the value there')
    .describe('May hold variables such as {{date}} and {{host.decoy.address}}');
  return z.record(variableName('Name of the environment variable'), value).describe(description);
}
