import type { DayOfCalendar, WallTimes } from './wall-times.ts';

/** crontab(5); what each macro stands for. `@reboot` names no time. */
const MACROS: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const MINUTE: Field = { name: 'minute', from: 0, to: 59 };
const HOUR: Field = { name: 'hour', from: 0, to: 23 };
const DAY_OF_MONTH: Field = { name: 'day of month', from: 1, to: 31 };
const MONTH: Field = { name: 'month', from: 1, to: 12, names: MONTHS };
const DAY_OF_WEEK: Field = { name: 'day of week', from: 0, to: 7, names: DAYS };
const FIELDS = [MINUTE, HOUR, DAY_OF_MONTH, MONTH, DAY_OF_WEEK] as const;

/** One field of a crontab line. `star`: it begins with `*`, which changes what the line means (see `CronLine`). */
export interface CronField {
  readonly values: readonly number[];
  readonly star: boolean;
}

/** The time part of a crontab line. Days of the week are 0 (Sunday) to 6. */
export interface CronLine {
  readonly minutes: CronField;
  readonly hours: CronField;
  readonly daysOfMonth: CronField;
  readonly months: CronField;
  readonly daysOfWeek: CronField;
}

/**
 * What is wrong with the time part of a crontab line (crontab(5): five fields, or a macro); undefined when nothing is.
 * `@reboot` is no schedule: it names no time.
 */
export function cronProblem(text: string): string | undefined {
  const read = readCronLine(text);
  return typeof read === 'string' ? read : undefined;
}

/** The time part of a crontab line, or what was expected instead. */
export function readCronLine(text: string): CronLine | string {
  const macro = text.startsWith('@') ? MACROS[text.toLowerCase()] : text;
  if (macro === undefined) return `a macro with a time: ${Object.keys(MACROS).join(', ')}`;
  const parts = macro.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) return `five fields (${FIELDS.map((field) => field.name).join(', ')})`;
  const read = FIELDS.map((field, index) => readField(parts[index] ?? '', field));
  const problem = read.find((field) => typeof field === 'string');
  if (problem !== undefined) return problem;
  const [minutes, hours, daysOfMonth, months, week] = read as [CronField, CronField, CronField, CronField, CronField];
  const values = [...new Set(week.values.map((day) => day % 7))].sort((a, b) => a - b);
  return { minutes, hours, daysOfMonth, months, daysOfWeek: { ...week, values } };
}

/** The time part of a text that was validated before. Throws RangeError when it is none. */
export function cronLine(text: string): CronLine {
  const line = readCronLine(text);
  if (typeof line === 'string') throw new RangeError(`${text}: ${line}`);
  return line;
}

/**
 * When a line fires, by the clock on the wall. Where both the day of the month and the day of the week are restricted, either is enough;
 * a field that begins with `*` counts as not restricted, and then both must hold (`entry.c` of Vixie's cron: DOM_STAR, DOW_STAR).
 */
export function timesOfCron(line: CronLine): WallTimes {
  const [dom, months, dow] = [line.daysOfMonth, line.months, line.daysOfWeek].map((field) => new Set(field.values));
  const both = line.daysOfMonth.star || line.daysOfWeek.star;
  return {
    minutesOfDay: line.hours.values.flatMap((hour) => line.minutes.values.map((minute) => hour * 60 + minute)),
    onDay({ month, day, weekday }: DayOfCalendar) {
      if (months?.has(month) !== true) return false;
      const [byDay, byWeek] = [dom?.has(day) === true, dow?.has(weekday) === true];
      return both ? byDay && byWeek : byDay || byWeek;
    },
  };
}

function readField(text: string, field: Field): CronField | string {
  const expected = `in the ${field.name} field: *, or numbers from ${field.from} to ${field.to}, with , - and /`;
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const [, first, last, stepText] = /^(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d+))?$/i.exec(item) ?? [];
    if (first === undefined || (first === '*' && last !== undefined)) return expected;
    const from = first === '*' ? field.from : numberOf(first, field);
    const to = first === '*' ? field.to : last === undefined ? from : numberOf(last, field);
    const step = stepText === undefined ? 1 : Number(stepText);
    if (from === undefined || to === undefined || from > to || step === 0) return expected;
    // Some crons go on to the end of the field, Vixie's overlooks the step: the line says nothing certain.
    if (stepText !== undefined && first !== '*' && last === undefined)
      return `${expected} (a step after a single number means different things to different crons: write a range)`;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return { values: [...values].sort((a, b) => a - b), star: text.startsWith('*') };
}

function numberOf(text: string, field: Field): number | undefined {
  const base = field.from === 1 ? 1 : 0;
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  const value = named >= 0 ? named + base : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.from && value <= field.to ? value : undefined;
}
