import { message } from '../../../model/message.ts';
import { canonicalDecimal, parseDecimal } from '../../cells/decimal.ts';
import type { CellHypothesis, CellPair, CellRule } from '../hypothesis.ts';

const CAUSES = {
  'digits after the point':
    'a column of another type (numeric with another scale, or floating point: pandas makes floats of integers as soon as one is NULL)',
  exponent: 'one side prints floating point (awk, float8, printf %g), the other plain digits',
  'plus sign': 'one side prints the sign always (printf %+d, to_char with S)',
  'sign of zero': 'one side rounds in floating point, where zero keeps a sign',
  'zero before the point': 'one side leaves out the zero before the point (bc, to_char without a 0, Oracle)',
  'thousands separator': "one side groups digits (printf %'d, FORMAT, to_char with G), as its locale says",
  'decimal comma': 'one side writes numbers as its locale says (LC_NUMERIC), the other as in C',
  'sign behind': 'one side writes the sign behind the number, as reports of COBOL and SAP do',
  'brackets for minus': 'one side puts negative numbers in brackets, as accountants and spreadsheets do',
  'currency sign': 'one side formats amounts of money (a spreadsheet, money of PostgreSQL, FORMAT, to_char with L)',
} as const;

type Way = keyof typeof CAUSES;

/** The same number, written in another way: `1`, `1.0`, `1e0`, `+1`, `1,000`. Zeros in front are another cause. */
export const numberText: CellHypothesis = {
  id: 'number-text',
  propose: (sample) => [...new Set(sample.map(wayOf))].filter((way) => way !== undefined).map(ruleOf),
};

function ruleOf(how: Way): CellRule {
  return {
    parameters: { how },
    strength: 'reproduces',
    explains: (pair) => wayOf(pair) === how,
    cause: message('explain.number-text.cause', CAUSE, { how, why: CAUSES[how] }),
    fix: FIX,
  };
}

/** In what the two texts of one number differ. */
function wayOf({ legacy, candidate }: CellPair): Way | undefined {
  const [mine, theirs] = [numberOf(legacy), numberOf(candidate)];
  if (mine !== undefined && theirs !== undefined) return mine === theirs ? plainWay(legacy, candidate) : undefined;
  if (mine === undefined && theirs === undefined) return isGroupedOtherwise(legacy, candidate) ? 'thousands separator' : undefined;
  const [plain, other] = mine === undefined ? [theirs, legacy] : [mine, candidate];
  return OTHERS.find(({ pattern, plainly }) => pattern.test(other) && numberOf(plainly(other)) === plain)?.how;
}

function numberOf(text: string): string | undefined {
  const value = parseDecimal(text);
  return value === undefined ? undefined : canonicalDecimal(value);
}

const ENGLISH = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const GERMAN = /^[+-]?\d{1,3}(?:[.' \u00a0\u202f]\d{3})+(?:,\d+)?$/;

const OTHERS: readonly { readonly how: Way; readonly pattern: RegExp; readonly plainly: (text: string) => string }[] = [
  { how: 'thousands separator', pattern: ENGLISH, plainly: (text) => text.replaceAll(',', '') },
  {
    how: 'thousands separator',
    pattern: GERMAN,
    plainly: (text) => commaToPoint(text.replace(/[.' \u00a0\u202f]/g, '')),
  },
  { how: 'decimal comma', pattern: /^[+-]?\d+,\d+$/, plainly: commaToPoint },
  { how: 'brackets for minus', pattern: /^\(\d[\d,]*(?:\.\d+)?\)$/, plainly: (text) => `-${text.slice(1, -1).replaceAll(',', '')}` },
  {
    how: 'currency sign',
    pattern: /^[+-]?(?:[¥￥$€£] ?\d[\d,]*(?:\.\d+)?|\d[\d,]*(?:\.\d+)? ?[円€])$/,
    plainly: (text) => text.replace(/[¥￥$€£円, ]/g, ''),
  },
  { how: 'sign behind', pattern: /^\d+(?:\.\d+)?[+-]$/, plainly: (text) => text.slice(-1) + text.slice(0, -1) },
];

/** Both sides group digits, `1,234.5` the one and `1.234,5` the other. */
function isGroupedOtherwise(legacy: string, candidate: string): boolean {
  const [english, german] = ENGLISH.test(legacy) ? [legacy, candidate] : [candidate, legacy];
  if (!ENGLISH.test(english) || !GERMAN.test(german)) return false;
  return numberOf(english.replaceAll(',', '')) === numberOf(commaToPoint(german.replace(/[.' \u00a0\u202f]/g, '')));
}

function commaToPoint(text: string): string {
  return text.replace(',', '.');
}

function plainWay(legacy: string, candidate: string): Way | undefined {
  const [mine, theirs] = [partsOf(legacy), partsOf(candidate)];
  if (mine.exponent !== theirs.exponent) return 'exponent';
  if (mine.whole !== theirs.whole) return mine.whole === '' || theirs.whole === '' ? 'zero before the point' : undefined;
  if (mine.fraction !== theirs.fraction) return 'digits after the point';
  return mine.sign === '+' || theirs.sign === '+' ? 'plus sign' : mine.sign !== theirs.sign ? 'sign of zero' : undefined;
}

function partsOf(text: string): { readonly sign: string; readonly whole: string; readonly fraction: string; readonly exponent: string } {
  const [, sign = '', whole = '', fraction = '', exponent = ''] = /^([+-]?)(\d*)(\.\d*)?([eE].*)?$/.exec(text) ?? [];
  return { sign, whole, fraction, exponent };
}

const CAUSE = 'the same numbers, written in another way ({how}): {why}';

const FIX = message(
  'explain.number-text.fix',
  "Say the format in the query (to_char(amount, 'FM999999990.00'), amount::numeric(12,2)) and ENV LC_ALL=C.UTF-8 in the Dockerfile; or declare `decimal: {}` for the column.",
);
