import type { DayOfCalendar } from './wall-times.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
/** AWS counts 1 (Sunday) to 7; cron counts from 0. */
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

export const MINUTES: Field = { name: 'minutes', from: 0, to: 59 };
export const HOURS: Field = { name: 'hours', from: 0, to: 23 };
export const MONTH: Field = { name: 'month', from: 1, to: 12, names: MONTHS };
export const YEAR: Field = { name: 'year', from: 1970, to: 2199 };
const DAY_OF_MONTH: Field = { name: 'day-of-month', from: 1, to: 31 };
const DAY_OF_WEEK: Field = { name: 'day-of-week', from: 1, to: 7, names: DAYS };

/** Whether a day is meant. */
export type DayTest = (day: DayOfCalendar) => boolean;

/** The values of a field of numbers, rising, or what was expected instead. */
export function readValues(text: string, field: Field): readonly number[] | string {
  const expected = `in the ${field.name} field: *, or ${field.from} to ${field.to}, with , - and /`;
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const [, first, last, stepText] = /^(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d+))?$/i.exec(item) ?? [];
    if (first === undefined || (first === '*' && last !== undefined)) return expected;
    const from = first === '*' ? field.from : numberOf(first, field);
    // `5/15` goes on to the end of the field.
    const open = first === '*' || (last === undefined && stepText !== undefined);
    const to = open ? field.to : last === undefined ? from : numberOf(last, field);
    const step = stepText === undefined ? 1 : Number(stepText);
    if (from === undefined || to === undefined || from > to || step === 0) return expected;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

/** `*`, numbers, `L` (the last day), `3W` (the weekday nearest to the 3rd, within the month), `LW`. */
export function readDayOfMonth(text: string): DayTest | string {
  if (/^L$/i.test(text)) return ({ year, month, day }) => day === lengthOf(year, month);
  const [, nearest] = /^(L|\d{1,2})W$/i.exec(text) ?? [];
  if (nearest !== undefined) {
    const wanted = /^L$/i.test(nearest) ? undefined : Number(nearest);
    if (wanted !== undefined && (wanted < 1 || wanted > 31)) return 'in the day-of-month field: 1W to 31W';
    return ({ year, month, day }) => day === nearestWeekday(year, month, wanted);
  }
  const values = readValues(text, DAY_OF_MONTH);
  if (typeof values === 'string') return `${values}, or L, or 1W to 31W`;
  return ({ day }) => values.includes(day);
}

/** `*`, numbers and names, `6L` (the last Friday), `6#3` (the third Friday). */
export function readDayOfWeek(text: string): DayTest | string {
  if (/^L$/i.test(text)) return ({ weekday }) => weekday === 6;
  const [, dayText, how] = /^([a-z]{3}|\d)(L|#[1-5])$/i.exec(text) ?? [];
  if (dayText !== undefined && how !== undefined) {
    const wanted = numberOf(dayText, DAY_OF_WEEK);
    if (wanted === undefined) return 'in the day-of-week field: a day from 1 (SUN) to 7 (SAT) before L or #';
    const count = how.startsWith('#') ? Number(how.slice(1)) : undefined;
    return ({ year, month, day, weekday }) =>
      weekday === wanted - 1 && (count === undefined ? day + 7 > lengthOf(year, month) : Math.ceil(day / 7) === count);
  }
  const values = readValues(text, DAY_OF_WEEK);
  if (typeof values === 'string') return `${values}, or a day with L or #1 to #5 (1 is SUN)`;
  return ({ weekday }) => values.includes(weekday + 1);
}

function numberOf(text: string, field: Field): number | undefined {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + field.from : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.from && value <= field.to ? value : undefined;
}

function lengthOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The weekday (Monday to Friday) nearest to a day, never in another month; undefined day: the last weekday. */
function nearestWeekday(year: number, month: number, wanted: number | undefined): number | undefined {
  const length = lengthOf(year, month);
  const day = wanted ?? length;
  if (day > length) return undefined;
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === length ? day - 2 : day + 1;
  return day;
}
