import type { ExplainFacts } from '../facts.ts';

/** A way to order texts. `compare` gives a number below, at or above 0, and NaN where it cannot order the two. */
export interface Collation {
  readonly id: string;
  /** For reports. */
  readonly title: string;
  readonly compare: (a: string, b: string) => number;
  /** What to write behind ORDER BY (PostgreSQL) for a column whose name is quoted already. */
  readonly sql: (column: string) => string;
}

const bytes: Collation = { id: 'bytes', title: 'by byte (C)', compare: compareBytes, sql: (column) => `${column} COLLATE "C"` };
const numeric: Collation = { id: 'numeric', title: 'by number', compare: compareNumbers, sql: (column) => `${column}::numeric` };
const caseless: Collation = {
  id: 'case-insensitive',
  title: 'without regard to case',
  compare: (a, b) => compareBytes(a.toLowerCase(), b.toLowerCase()),
  sql: (column) => `lower(${column}) COLLATE "C"`,
};
/** Up to glibc 2.27 the locales left punctuation out of account at first; ICU does so on demand. */
const punctuation: Collation = {
  id: 'en-no-punctuation',
  title: 'by the locale en, punctuation left out (glibc before 2.28)',
  compare: new Intl.Collator('en', { ignorePunctuation: true }).compare,
  sql: (column) => `${column} COLLATE "en_US.utf8"`,
};

/** The collations that are tried, the simplest first: of two that order the records alike, the earlier one is told. */
export function collationsFor({ sides }: ExplainFacts): readonly Collation[] {
  const known = [sides.legacy.locale, sides.candidate.locale].flatMap((locale) => languageOf(locale) ?? []);
  return [bytes, numeric, ...[...new Set(['en', 'ja', ...known])].map(byLocale), caseless, punctuation];
}

/** The language of a POSIX locale: `sv-SE` of `sv_SE.UTF-8`; undefined for `C` and `POSIX`, and what `Intl` does not know. */
function languageOf(locale: string | undefined): string | undefined {
  const tag = /^([a-z]{2,3})(?:_([A-Z]{2}))?(?:[.@]|$)/.exec(locale ?? '');
  const name = tag === null ? undefined : tag[2] === undefined ? tag[1] : `${tag[1]}-${tag[2]}`;
  const [supported] = name === undefined ? [] : Intl.Collator.supportedLocalesOf(name);
  return supported;
}

function byLocale(tag: string): Collation {
  const [language = tag] = tag.split('-');
  return {
    id: tag,
    title: `by the locale ${tag}`,
    compare: new Intl.Collator(tag).compare,
    sql: (column) => `${column} COLLATE "${language}-x-icu"`,
  };
}

/** As the UTF-8 bytes compare, which is by code point: JavaScript compares UTF-16, where U+10000 and above (surrogates) come before U+E000. */
function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one !== other) return rank(one) - rank(other);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

function compareNumbers(a: string, b: string): number {
  return NUMBER.test(a) && NUMBER.test(b) ? Number(a) - Number(b) : Number.NaN;
}
