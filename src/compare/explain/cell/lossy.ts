import iconv from 'iconv-lite';
import type { Mapping } from './mapping-rules.ts';

const CHARSETS = ['ASCII', 'ISO-8859-1', 'windows-1252', 'CP932', 'EUC-JP', 'SHIFT_JIS'] as const;
/** Rows of CP932 that JIS X 0208 leaves empty, by their first byte: NEC's signs, the characters of NEC and IBM, and those that people make themselves. */
const BEYOND_JIS = (lead: number) => lead === 0x87 || lead === 0xed || lead === 0xee || lead >= 0xf0;

interface Stand {
  readonly name: string;
  readonly of: (character: string) => string;
}

/** What stands in the place of a character that a charset lacks. */
const STANDS: readonly Stand[] = [
  { name: 'a question mark for each character', of: () => '?' },
  { name: 'a question mark for each byte', of: (character) => '?'.repeat(Buffer.byteLength(character)) },
  { name: 'U+FFFD for each character', of: () => '\ufffd' },
  { name: 'U+FFFD for each byte', of: (character) => '\ufffd'.repeat(Buffer.byteLength(character)) },
  { name: 'a question mark for each half of a pair', of: (character) => '?'.repeat(character.length) },
  { name: 'a question mark for each byte of CP932', of: (character) => '?'.repeat(iconv.encode(character, 'CP932').length) },
  { name: 'nothing', of: () => '' },
  { name: 'a numeric reference of XML', of: (character) => `&#${character.codePointAt(0)};` },
  { name: 'a hexadecimal reference of XML', of: (character) => `&#x${character.codePointAt(0)?.toString(16)};` },
  { name: 'an escape of JSON', of: (character) => Array.from({ length: character.length }, (_, at) => escaped(character.charCodeAt(at))).join('') },
  { name: 'a geta mark', of: () => '〓' },
];

function withoutMark(letter: string): string {
  return letter.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/** What is left of a text in a charset that lacks some of its characters. */
export const LOSSES: readonly Mapping[] = [
  ...CHARSETS.flatMap((charset) => {
    const has = holds(charset);
    return STANDS.map(({ name, of }) => ({ name: `${charset}, ${name}`, of: replacer(has, of) }));
  }),
  {
    name: 'UTF-8 of at most 3 bytes, a question mark for each character',
    of: replacer(
      (character) => character.length === 1,
      () => '?',
    ),
  },
  {
    name: 'ASCII, letters without their marks',
    of: (text) => text.replace(/[\u00c0-\u024f]/g, withoutMark),
  },
  { name: 'UTF-8 of at most 3 bytes, the text ends there', of: (text) => text.replace(/[\u{10000}-\u{10ffff}].*$/su, '') },
];

function replacer(has: (character: string) => boolean, stand: (character: string) => string): (text: string) => string {
  return (text) => {
    const left = text.replace(/[^\0-\x7f]/gu, (character) => (has(character) ? character : stand(character)));
    // A cell that lost all of its text tells of no charset: most empty cells have another cause.
    return left === '' ? text : left;
  };
}

/** Whether a charset has a character; asked once each. */
function holds(charset: string): (character: string) => boolean {
  if (charset === 'ASCII') return () => false;
  const known = new Map<string, boolean>();
  return (character) => {
    const answer = known.get(character) ?? (charset === 'SHIFT_JIS' ? isOfJis(character) : isOf(character, charset));
    known.set(character, answer);
    return answer;
  };
}

function isOf(character: string, charset: string): boolean {
  return iconv.decode(iconv.encode(character, charset), charset) === character;
}

/** Without the characters of vendors, as iconv's SHIFT_JIS and Java's have it. */
function isOfJis(character: string): boolean {
  return isOf(character, 'CP932') && !BEYOND_JIS(iconv.encode(character, 'CP932')[0] ?? 0);
}
