/** A time as it is written. */
export interface Moment {
  /** Whole seconds since 1970 of the clock on the wall, as if it were UTC. */
  readonly seconds: number;
  readonly nanos: number;
  /** Seconds east of UTC, where the text says so. */
  readonly offset: number | undefined;
}

interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  nanos: number;
  offset: number | undefined;
  half: number;
}

/** Reads one part of a text from a place on; gives the place after it, or -1. */
type Step = (text: string, at: number, fields: Fields) => number;

const TOKENS = /UTC|GMT|Z|YYYY|YY|MM|M(?![oO])|Mon|MON|DD|D|hh|h|mm|ss|f+|AM|±hh:mm|±hhmm|±hh/g;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const PRECISIONS = [
  [/f+/, 0],
  [/ss/, 1],
  [/mm/, 60],
] as const;
const DAY = 86_400;

/**
 * Reads times of one format, such as `YYYY-MM-DD hh:mm:ss.fff±hh:mm`, `D/M/YYYY`, `DD-Mon-YY`, `epoch seconds`. Each time has one text in a format, so two
 * texts of one format are the same where their times are.
 */
export class TimeFormat {
  readonly name: string;
  /** Seconds: 86,400 for dates, 60, 1, 0.001 … */
  readonly precision: number;
  readonly #steps: readonly Step[];

  constructor(name: string) {
    this.name = name;
    this.precision = precisionOf(name);
    this.#steps = stepsOf(name);
  }

  read(text: string): Moment | undefined {
    if (this.name === EPOCH_SECONDS || this.name === EPOCH_MILLISECONDS) return readEpoch(text, this.name);
    const fields: Fields = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanos: 0, offset: undefined, half: -1 };
    let at = 0;
    for (const step of this.#steps) {
      at = step(text, at, fields);
      if (at < 0) return undefined;
    }
    return at === text.length ? momentOf(fields) : undefined;
  }
}

/** Seconds since 1970, ten digits. */
export const EPOCH_SECONDS = 'epoch seconds';
/** Milliseconds since 1970, thirteen digits. */
export const EPOCH_MILLISECONDS = 'epoch milliseconds';

function readEpoch(text: string, name: string): Moment | undefined {
  const width = name === EPOCH_SECONDS ? 10 : 13;
  if (text.length !== width || !/^[1-9]\d+$/.test(text)) return undefined;
  return { seconds: Number(text.slice(0, 10)), nanos: Number(text.slice(10)) * 1e6, offset: undefined };
}

function precisionOf(name: string): number {
  if (name === EPOCH_SECONDS) return 1;
  if (name === EPOCH_MILLISECONDS) return 0.001;
  for (const [pattern, precision] of PRECISIONS) {
    const found = pattern.exec(name);
    if (found !== null) return precision === 0 ? 10 ** -found[0].length : precision;
  }
  return DAY;
}

function stepsOf(name: string): readonly Step[] {
  const steps: Step[] = [];
  let from = 0;
  for (const { 0: token, index } of name.matchAll(TOKENS)) {
    if (index > from) steps.push(literal(name.slice(from, index)));
    steps.push(stepOf(token));
    from = index + token.length;
  }
  if (from < name.length) steps.push(literal(name.slice(from)));
  return steps;
}

function stepOf(token: string): Step {
  if (token.startsWith('f')) return fraction(token.length);
  if (token.startsWith('±')) return writtenOffset(token);
  if (token === 'AM') return halfDay;
  if (token === 'Mon' || token === 'MON') return monthName(token === 'MON');
  if (token === 'Z' || token === 'UTC' || token === 'GMT') return utc(token);
  const field = FIELDS[token.charAt(0)] ?? 'day';
  if (token === 'YY') return shortYear;
  return token.length === 1 ? upToTwo(field) : digits(field, token.length);
}

type NumberField = Exclude<keyof Fields, 'offset'>;
const FIELDS: Readonly<Record<string, NumberField>> = { Y: 'year', M: 'month', D: 'day', h: 'hour', m: 'minute', s: 'second' };

function literal(text: string): Step {
  return (whole, at) => (whole.startsWith(text, at) ? at + text.length : -1);
}

function digits(field: NumberField, width: number): Step {
  return (text, at, fields) => {
    const value = numberAt(text, at, width);
    fields[field] = value;
    return value < 0 ? -1 : at + width;
  };
}

/** One digit, or two without a zero in front. */
function upToTwo(field: NumberField): Step {
  return (text, at, fields) => {
    const two = text.charCodeAt(at) === 48 ? -1 : numberAt(text, at, 2);
    fields[field] = two < 0 ? numberAt(text, at, 1) : two;
    return fields[field] < 0 ? -1 : at + (two < 0 ? 1 : 2);
  };
}

/** As POSIX reads it: 69 to 99 are of the last century. */
function shortYear(text: string, at: number, fields: Fields): number {
  const value = numberAt(text, at, 2);
  fields.year = value < 69 ? 2000 + value : 1900 + value;
  return value < 0 ? -1 : at + 2;
}

function fraction(width: number): Step {
  const scale = 10 ** (9 - width);
  return (text, at, fields) => {
    const value = numberAt(text, at, width);
    fields.nanos = value * scale;
    return value < 0 ? -1 : at + width;
  };
}

function monthName(upper: boolean): Step {
  const names = upper ? MONTHS.map((name) => name.toUpperCase()) : MONTHS;
  return (text, at, fields) => {
    fields.month = names.indexOf(text.slice(at, at + 3)) + 1;
    return fields.month === 0 ? -1 : at + 3;
  };
}

function halfDay(text: string, at: number, fields: Fields): number {
  fields.half = ['AM', 'PM'].indexOf(text.slice(at, at + 2));
  return fields.half < 0 ? -1 : at + 2;
}

function utc(word: string): Step {
  return (text, at, fields) => {
    fields.offset = 0;
    return text.startsWith(word, at) ? at + word.length : -1;
  };
}

function writtenOffset(token: string): Step {
  const minutesAt = token === '±hh:mm' ? 4 : 3;
  return (text, at, fields) => {
    const sign = text.charAt(at);
    const hours = numberAt(text, at + 1, 2);
    const minutes = token === '±hh' ? 0 : numberAt(text, at + minutesAt, 2);
    if ((sign !== '+' && sign !== '-') || hours < 0 || minutes < 0 || minutes > 59 || (token === '±hh:mm' && text.charAt(at + 3) !== ':')) return -1;
    fields.offset = (sign === '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return at + token.length;
  };
}

function numberAt(text: string, at: number, width: number): number {
  let value = 0;
  for (let place = at; place < at + width; place++) {
    const digit = text.charCodeAt(place) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function momentOf({ year, month, day, hour, minute, second, nanos, offset, half }: Fields): Moment | undefined {
  if (half >= 0 && (hour < 1 || hour > 12)) return undefined;
  const clock = half < 0 ? hour : (hour % 12) + 12 * half;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || clock > 23 || minute > 59 || second > 59) return undefined;
  return { seconds: dayNumber(year, month, day) * DAY + clock * 3600 + minute * 60 + second, nanos, offset };
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970 in the Gregorian calendar: years begin in March, so that a leap day is a year's last. */
function dayNumber(year: number, month: number, day: number): number {
  const years = month < 3 ? year - 1 : year;
  const months = month < 3 ? month + 9 : month - 3;
  const inYears = years * 365 + Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return inYears + Math.floor((153 * months + 2) / 5) + day - 719_469;
}
