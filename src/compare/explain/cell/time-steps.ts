import { numberAt } from './number-at.ts';
import type { Fields, Step } from './time-fields.ts';
import { blankDay, eraYear, longMonth, monthName, weekday, zoneName } from './time-words.ts';

const TOKENS = /UTC|zzz|令和Y|RY|Month|Day|_D|GMT|Z|YYYY|YY|MM|M(?![oO])|Mon|MON|DD|D|hh|h|mm|ss|f+|AM|±hh:mm|±hhmm|±hh/g;

/** A format's name as steps: its tokens, and what stands between them. */
export function stepsOf(name: string): readonly Step[] {
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
  if (token === 'Day') return weekday;
  if (token === 'Month') return longMonth;
  if (token === '_D') return blankDay;
  if (token === 'zzz') return zoneName;
  if (token === '令和Y' || token === 'RY') return eraYear;
  if (token === 'Mon' || token === 'MON') return monthName(token === 'MON');
  if (token === 'Z' || token === 'UTC' || token === 'GMT') return utc(token);
  const field = FIELDS[token.charAt(0)] ?? 'day';
  if (token === 'YY') return shortYear;
  return token.length === 1 ? upToTwo(field) : digits(field, token.length);
}

type NumberField = Exclude<keyof Fields, 'offset' | 'weekday'>;
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
