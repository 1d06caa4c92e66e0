import iconv from 'iconv-lite';
import type { Mapping } from './mapping-rules.ts';

const CHARSETS = ['ASCII', 'ISO-8859-1', 'windows-1252', 'CP932', 'EUC-JP'] as const;

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
  { name: 'nothing', of: () => '' },
  { name: 'a geta mark', of: () => '〓' },
];

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
  { name: 'UTF-8 of at most 3 bytes, the text ends there', of: (text) => text.replace(/[\u{10000}-\u{10ffff}].*$/su, '') },
];

function replacer(has: (character: string) => boolean, stand: (character: string) => string): (text: string) => string {
  return (text) => text.replace(/[^\0-\x7f]/gu, (character) => (has(character) ? character : stand(character)));
}

/** Whether a charset has a character; asked once each. */
function holds(charset: string): (character: string) => boolean {
  if (charset === 'ASCII') return () => false;
  const known = new Map<string, boolean>();
  return (character) => {
    const answer = known.get(character) ?? iconv.decode(iconv.encode(character, charset), charset) === character;
    known.set(character, answer);
    return answer;
  };
}
