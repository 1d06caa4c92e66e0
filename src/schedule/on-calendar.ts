import { isZone } from '../runtime/zone.ts';
import { readParts, readWeekdays } from './calendar-fields.ts';
import { firesOf } from './fires.ts';
import type { DayOfCalendar, Span, WallTimes } from './wall-times.ts';

/** A calendar expression of systemd, `OnCalendar=` (systemd.time(7)). */
export interface OnCalendar extends WallTimes {
  /** Of every fire, 0 to 59. */
  readonly second: number;
  /** Its own time zone, where it names one. */
  readonly zone?: string;
  /** The same times as five fields of a crontab, where those can say it. */
  readonly cron?: string;
}

const WORDS: Readonly<Record<string, string>> = {
  minutely: '*-*-* *:*',
  hourly: '*-*-* *:00',
  daily: '*-*-*',
  weekly: 'Mon *-*-*',
  monthly: '*-*-01',
  quarterly: '*-01,04,07,10-01',
  semiannually: '*-01,07-01',
  'semi-annually': '*-01,07-01',
  biannually: '*-01,07-01',
  'bi-annually': '*-01,07-01',
  yearly: '*-01-01',
  annually: '*-01-01',
  anually: '*-01-01',
};

/** The latest year that systemd takes. */
const YEAR = { name: 'year', from: 1970, to: 2199 };
const MONTH = { name: 'month', from: 1, to: 12 };
const DAY = { name: 'day', from: 1, to: 31 };
const LAST_DAYS = { name: 'day from the end', from: 1, to: 28 };
const HOUR = { name: 'hour', from: 0, to: 23 };
const MINUTE = { name: 'minute', from: 0, to: 59 };
const SECOND = { name: 'second', from: 0, to: 59 };

/** Reads a calendar expression, or says what was expected. More than one second a minute, and fractions, are refused: fires are counted in minutes here. */
export function readOnCalendar(text: string): OnCalendar | string {
  const words = text.trim().split(/\s+/);
  const last = words.at(-1) ?? '';
  const zone = words.length > 1 && /^[A-Za-z]/.test(last) && readWeekdays(last) === undefined && isZone(last) ? words.pop() : undefined;
  const word = words[0]?.toLowerCase() ?? '';
  const shorthand = words.length === 1 && Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  const rest = shorthand?.split(' ') ?? words;
  const weekdays = readWeekdays(rest[0] ?? '');
  if (weekdays !== undefined) rest.shift();
  if (typeof weekdays === 'string') return weekdays;
  const dateText = /[-~]/.test(rest[0] ?? '') ? rest.shift() : undefined;
  const timeText = rest[0]?.includes(':') === true ? rest.shift() : undefined;
  if (rest.length > 0 || text.trim() === '' || (weekdays === undefined && dateText === undefined && timeText === undefined))
    return 'a calendar expression such as `Mon..Fri *-*-01 02:30 Asia/Tokyo`, or a word such as daily';
  const date = readDate(dateText ?? '*-*-*');
  if (typeof date === 'string') return date;
  const time = readTime(timeText ?? '00:00:00');
  if (typeof time === 'string') return time;
  const cron = cronOf(dateText ?? '*-*-*', weekdays, time);
  return {
    minutesOfDay: time.hours.flatMap((hour) => time.minutes.map((minute) => hour * 60 + minute)),
    onDay: (day) => date(day) && (weekdays === undefined || weekdays.includes(day.weekday)),
    second: time.second,
    ...(zone === undefined ? {} : { zone }),
    ...(cron === undefined ? {} : { cron }),
  };
}

/** The fires in a span, ms since 1970, rising. A time that the clock skips does not occur, one that comes twice counts once. Throws RangeError when there is no such zone. */
export function calendarFires(calendar: OnCalendar, zone: string, { from, until }: Span): number[] {
  const late = calendar.second * 1000;
  const fires = firesOf(calendar, calendar.zone ?? zone, { from: from - late, until: until - late }, { skipped: 'never', repeated: 'once' });
  return fires.map((at) => at + late);
}

function readDate(text: string): ((day: DayOfCalendar) => boolean) | string {
  const [, yearText = '*', monthText = '', mark, dayText = ''] = /^(?:([^-~]+)-)?([^-~]+)([-~])([^-~]+)$/.exec(text) ?? [];
  if (mark === undefined) return `a date such as *-*-01, 2026-12-24 or *-02~01, not \`${text}\``;
  if (mark === '~' && /[.*/]/.test(dayText)) return `single days from the end of a month, not \`~${dayText}\``;
  const years = yearText === '*' ? undefined : readParts(yearText, YEAR);
  const months = readParts(monthText, MONTH);
  const days = readParts(dayText, mark === '~' ? LAST_DAYS : DAY);
  for (const read of [years, months, days]) if (typeof read === 'string') return read;
  const [inYears, inMonths, onDays] = [years, months, days] as [readonly number[] | undefined, readonly number[], readonly number[]];
  return ({ year, month, day }) => {
    if (inYears?.includes(year) === false || !inMonths.includes(month)) return false;
    return onDays.includes(mark === '~' ? new Date(Date.UTC(year, month, 0)).getUTCDate() + 1 - day : day);
  };
}

interface TimeOfDay {
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly second: number;
}

function readTime(text: string): TimeOfDay | string {
  const [hourText = '', minuteText = '', secondText = '00', ...more] = text.split(':');
  if (more.length > 0) return `a time such as 02:30 or 02:30:15, not \`${text}\``;
  const [hours, minutes] = [readParts(hourText, HOUR), readParts(minuteText, MINUTE)];
  const seconds = /\./.test(secondText.replaceAll('..', '')) ? 'whole seconds' : readParts(secondText, SECOND);
  for (const read of [hours, minutes, seconds]) if (typeof read === 'string') return read;
  if (seconds.length !== 1) return `one start a minute at most, not seconds \`${secondText}\``;
  return { hours: hours as readonly number[], minutes: minutes as readonly number[], second: Number(seconds[0]) };
}

/** A day of the week beside a date: systemd wants both, cron takes either. Years, days from the end and seconds cron does not know. */
function cronOf(date: string, weekdays: readonly number[] | undefined, { hours, minutes, second }: TimeOfDay): string | undefined {
  const [, year = '*', months = '', days = ''] = /^(?:([^-~]+)-)?([^-~]+)-([^-~]+)$/.exec(date) ?? [];
  if (year !== '*' || days === '' || second !== 0 || (weekdays !== undefined && days !== '*')) return undefined;
  const list = (text: string, range: typeof DAY) => (text === '*' ? '*' : String(readParts(text, range)));
  const all = (values: readonly number[], count: number) => (values.length === count ? '*' : String(values));
  return [all(minutes, 60), all(hours, 24), list(days, DAY), list(months, MONTH), weekdays === undefined ? '*' : String(weekdays)].join(' ');
}
