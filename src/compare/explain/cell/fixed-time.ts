import { dayNumber, daysIn } from './calendar.ts';
import type { Moment } from './moment.ts';
import { numberAt } from './number-at.ts';

const FIXED = /^(?:YYYY|MM|DD|hh|mm|ss|f+|UTC|GMT|[^A-Za-z±]|[TZ])*$/;
const DAY = 86_400;

/**
 * Reads times of a format in which every part has its place, quickly: most differing cells of a column are read twice. Undefined for other formats.
 */
export function fixedReader(name: string): ((text: string) => Moment | undefined) | undefined {
  const place = (token: string) => name.indexOf(token);
  const [year, month, day] = [place('YYYY'), place('MM'), place('DD')];
  if (!FIXED.test(name) || year < 0 || month < 0 || day < 0) return undefined;
  const [hour, minute, second, fraction] = [place('hh'), place('mm'), place('ss'), place('f')];
  const { length } = name;
  const width = /f*/.exec(name.slice(fraction))?.[0].length ?? 0;
  const scale = 10 ** (9 - width);
  const offset = /Z|UTC|GMT/.test(name) ? 0 : undefined;
  const letters = literals(name);
  return (text) => {
    if (text.length !== length) return undefined;
    for (const { at, code } of letters) if (text.charCodeAt(at) !== code) return undefined;
    const months = numberAt(text, month, 2);
    const years = numberAt(text, year, 4);
    const days = numberAt(text, day, 2);
    if (years < 0 || months < 1 || months > 12 || days < 1 || days > daysIn(years, months)) return undefined;
    const hours = hour < 0 ? 0 : numberAt(text, hour, 2);
    const minutes = minute < 0 ? 0 : numberAt(text, minute, 2);
    const seconds = second < 0 ? 0 : numberAt(text, second, 2);
    const parts = fraction < 0 ? 0 : numberAt(text, fraction, width);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59 || parts < 0) return undefined;
    return { seconds: dayNumber(years, months, days) * DAY + hours * 3600 + minutes * 60 + seconds, nanos: parts * scale, offset };
  };
}

function literals(name: string): readonly { readonly at: number; readonly code: number }[] {
  const free = name.replace(/YYYY|MM|DD|hh|mm|ss|f+/g, (token) => '\0'.repeat(token.length));
  return [...free].flatMap((letter, at) => (letter === '\0' ? [] : [{ at, code: letter.charCodeAt(0) }]));
}
