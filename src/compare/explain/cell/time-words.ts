import { numberAt } from './number-at.ts';
import type { Step } from './time-fields.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const LONG_MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** What clocks are called, in hours east of UTC; names that mean two things are those of North America. */
const ZONES: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  WET: 0,
  WEST: 1,
  BST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  SGT: 8,
  HKT: 8,
  JST: 9,
  KST: 9,
  AEST: 10,
  AEDT: 11,
  EDT: -4,
  EST: -5,
  CDT: -5,
  CST: -6,
  MDT: -6,
  MST: -7,
  PDT: -7,
  PST: -8,
};
/** The year before the first of each era of Japan. */
const ERAS: Readonly<Record<string, number>> = { 令和: 2018, 平成: 1988, 昭和: 1925, R: 2018, H: 1988, S: 1925 };

/** `Nov`, or `NOV`. */
export function monthName(upper: boolean): Step {
  const names = upper ? MONTHS.map((name) => name.toUpperCase()) : MONTHS;
  return (text, at, fields) => {
    fields.month = names.indexOf(text.slice(at, at + 3)) + 1;
    return fields.month === 0 ? -1 : at + 3;
  };
}

/** `November`. */
export const longMonth: Step = (text, at, fields) => {
  fields.month = LONG_MONTHS.findIndex((name) => text.startsWith(name, at)) + 1;
  return fields.month === 0 ? -1 : at + (LONG_MONTHS[fields.month - 1] ?? '').length;
};

/** `Wed`. */
export const weekday: Step = (text, at, fields) => {
  fields.weekday = DAYS.indexOf(text.slice(at, at + 3));
  return fields.weekday < 0 ? -1 : at + 3;
};

/** Two letters, a blank in front of one digit. */
export const blankDay: Step = (text, at, fields) => {
  const blank = text.charAt(at) === ' ' ? 1 : 0;
  fields.day = numberAt(text, at + blank, 2 - blank);
  return fields.day < 0 || (blank === 0 && fields.day < 10) ? -1 : at + 2;
};

/** `JST`, `CEST`. */
export const zoneName: Step = (text, at, fields) => {
  const name = /^[A-Z]{3,4}/.exec(text.slice(at, at + 4))?.[0] ?? '';
  const hours = ZONES[name];
  fields.offset = hours === undefined ? undefined : hours * 3600;
  return hours === undefined ? -1 : at + name.length;
};

/** An era and its year: `令和8`, `令和元`, `R08`. */
export const eraYear: Step = (text, at, fields) => {
  const [all = '', era = '', year = ''] = /^(令和|平成|昭和|[RHS])(元|\d{1,2})/.exec(text.slice(at, at + 4)) ?? [];
  fields.year = (ERAS[era] ?? 0) + (year === '元' ? 1 : Number(year));
  return all === '' ? -1 : at + all.length;
};
