import { dayNumber, daysIn } from './calendar.ts';
import { fixedReader } from './fixed-time.ts';
import type { Moment } from './moment.ts';
import type { Fields, Step } from './time-fields.ts';
import { stepsOf } from './time-steps.ts';

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
  readonly read: (text: string) => Moment | undefined;

  constructor(name: string) {
    this.name = name;
    this.precision = precisionOf(name);
    this.read = name === EPOCH_SECONDS || name === EPOCH_MILLISECONDS ? (text) => readEpoch(text, name) : (fixedReader(name) ?? stepReader(name));
  }
}

function stepReader(name: string): (text: string) => Moment | undefined {
  const steps: readonly Step[] = stepsOf(name);
  return (text) => {
    const fields: Fields = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanos: 0, offset: undefined, half: -1, weekday: -1 };
    let at = 0;
    for (const step of steps) {
      at = step(text, at, fields);
      if (at < 0) return undefined;
    }
    return at === text.length ? momentOf(fields) : undefined;
  };
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

function momentOf({ year, month, day, hour, minute, second, nanos, offset, half, weekday }: Fields): Moment | undefined {
  if (half >= 0 && (hour < 1 || hour > 12)) return undefined;
  const clock = half < 0 ? hour : (hour % 12) + 12 * half;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || clock > 23 || minute > 59 || second > 59) return undefined;
  const days = dayNumber(year, month, day);
  // 1970-01-01 was a Thursday.
  if (weekday >= 0 && (days + 4) % 7 !== weekday) return undefined;
  return { seconds: days * DAY + clock * 3600 + minute * 60 + second, nanos, offset };
}
