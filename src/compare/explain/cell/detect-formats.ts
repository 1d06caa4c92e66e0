import { EPOCH_MILLISECONDS, EPOCH_SECONDS, TimeFormat } from './time-format.ts';

/** No time is written longer. */
const LONGEST = 40;

const DATES: readonly { readonly pattern: RegExp; readonly formats: (separator: string) => readonly string[] }[] = [
  { pattern: /^\d{4}([-/.])\d{2}\1\d{2}/, formats: (s) => [`YYYY${s}MM${s}DD`] },
  { pattern: /^\d{4}([-/.])(?:\d\1\d{1,2}|\d{2}\1\d)(?!\d)/, formats: (s) => [`YYYY${s}M${s}D`] },
  { pattern: /^(?:19|20)\d{2}\d{4}(?=$|[T _]|\d{4}(?:$|[Z+-])|\d{6}(?:$|[Z+-]))/, formats: () => ['YYYYMMDD'] },
  { pattern: /^\d{2}([-/.])\d{2}\1\d{4}/, formats: (s) => [`DD${s}MM${s}YYYY`, `MM${s}DD${s}YYYY`] },
  { pattern: /^(?=\d([-/.])\d{1,2}\1|\d{2}([-/.])\d\2)\d{1,2}([-/.])\d{1,2}\3\d{4}/, formats: (s) => [`D${s}M${s}YYYY`, `M${s}D${s}YYYY`] },
  { pattern: /^\d{2}([-/.])\d{2}\1\d{2}(?!\d)/, formats: (s) => [`YY${s}MM${s}DD`, `DD${s}MM${s}YY`, `MM${s}DD${s}YY`] },
  { pattern: /^\d{4}年\d{2}月\d{2}日/, formats: () => ['YYYY年MM月DD日'] },
  { pattern: /^\d{4}年\d{1,2}月\d{1,2}日/, formats: () => ['YYYY年M月D日'] },
  { pattern: /^\d{2}([- ])[A-Z][a-z]{2}\1\d{4}/, formats: (s) => [`DD${s}Mon${s}YYYY`] },
  { pattern: /^\d{2}([- ])[A-Z]{3}\1\d{4}/, formats: (s) => [`DD${s}MON${s}YYYY`] },
  { pattern: /^\d{2}([- ])[A-Z]{3}\1\d{2}(?!\d)/, formats: (s) => [`DD${s}MON${s}YY`] },
  { pattern: /^[A-Z][a-z]{2} \d{1,2}, \d{4}/, formats: () => ['Mon D, YYYY', 'Mon DD, YYYY'] },
  { pattern: /^[A-Z][a-z]{2,8} \d{1,2}, \d{4}/, formats: () => ['Month D, YYYY', 'Month DD, YYYY'] },
  { pattern: /^\d([- ])[A-Z][a-z]{2}\1\d{4}/, formats: (s) => [`D${s}Mon${s}YYYY`] },
  { pattern: /^\d{1,2} [A-Z][a-z]{2,8} \d{4}/, formats: () => ['D Month YYYY', 'DD Month YYYY'] },
  { pattern: /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4}/, formats: () => ['Day, D Mon YYYY', 'Day, DD Mon YYYY'] },
  { pattern: /^[^\d ]{2}[元\d]\d?年\d{1,2}月\d{1,2}日/, formats: () => ['令和Y年M月D日', '令和Y年MM月DD日'] },
  { pattern: /^[RHS]\d{1,2}([-/.])\d{2}\1\d{2}(?!\d)/, formats: (s) => [`RY${s}MM${s}DD`] },
  { pattern: /^[RHS]\d{1,2}([-/.])\d{1,2}\1\d{1,2}(?!\d)/, formats: (s) => [`RY${s}M${s}D`] },
];

/** What `date` and ctime print: the year comes behind the clock. */
const CTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d( .*) \d{4}$/;
const CLOCK = /^([T _]?)(\d{1,2}):\d{2}(:\d{2})?(?:([.,])(\d{1,9}))?( ?)([AP]M)?( ?)(Z|[A-Z]{3,4}|[+-]\d{2}(?::?\d{2})?)?$/;
const COMPACT_CLOCK = /^([T _]?)\d{4}(\d{2})?(Z|[+-]\d{4})?$/;

const made = new Map<string, TimeFormat>();

/** The formats in which a text may be a time: none for most texts, more than one where day and month may be either. */
export function formatsOf(text: string): readonly TimeFormat[] {
  if (text.length < 6 || text.length > LONGEST) return [];
  const names = /^[1-9](?:\d{9}|\d{12})$/.test(text) ? [text.length === 10 ? EPOCH_SECONDS : EPOCH_MILLISECONDS] : [];
  for (const { pattern, formats } of DATES) {
    const date = pattern.exec(text);
    if (date === null) continue;
    const clock = clockOf(text.slice(date[0].length));
    const separator = date[3] ?? date[1] ?? '';
    if (clock !== undefined) names.push(...formats(separator).map((name) => name + clock));
  }
  const ctime = clockOf(CTIME.exec(text)?.[1] ?? '');
  if (ctime !== undefined && ctime !== '') names.push(`Day Mon _D${ctime} YYYY`);
  return names.map(formatOf).filter((format) => format.read(text) !== undefined);
}

function formatOf(name: string): TimeFormat {
  const known = made.get(name);
  if (known !== undefined) return known;
  const format = new TimeFormat(name);
  made.set(name, format);
  return format;
}

/** What follows a date, as a part of the format's name. */
function clockOf(text: string): string | undefined {
  if (text === '') return '';
  const compact = COMPACT_CLOCK.exec(text);
  if (compact !== null) return `${compact[1] ?? ''}hhmm${compact[2] === undefined ? '' : 'ss'}${zoneOf(compact[3])}`;
  const match = CLOCK.exec(text);
  if (match === null) return undefined;
  const [, separator = '', hours = '', seconds, point = '', fraction = '', before = '', half, gap = '', zone] = match;
  const blanks = half === undefined ? before + gap : gap;
  const end = half === undefined ? '' : `${before}AM`;
  return `${separator}${hours.length === 1 || (half !== undefined && !hours.startsWith('0')) ? 'h' : 'hh'}:mm${seconds === undefined ? '' : ':ss'}${point}${'f'.repeat(fraction.length)}${end}${blanks}${zoneOf(zone)}`;
}

function zoneOf(zone: string | undefined): string {
  if (zone === undefined || /^(?:Z|UTC|GMT)$/.test(zone)) return zone ?? '';
  if (/^[A-Z]/.test(zone)) return 'zzz';
  return zone.includes(':') ? '±hh:mm' : zone.length === 5 ? '±hhmm' : '±hh';
}
