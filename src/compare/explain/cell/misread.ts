import iconv from 'iconv-lite';
import type { Mapping } from './mapping-rules.ts';

/** Written in the first charset, read in the second. */
type Pair = readonly [written: string, read: string];

const OF_UTF8: readonly Pair[] = [
  ['UTF-8', 'CP932'],
  ['UTF-8', 'EUC-JP'],
  ['UTF-8', 'windows-1252'],
  ['UTF-8', 'ISO-8859-1'],
];
const OF_OTHERS: readonly Pair[] = [
  ['CP932', 'UTF-8'],
  ['CP932', 'EUC-JP'],
  ['CP932', 'windows-1252'],
  ['CP932', 'ISO-8859-1'],
  ['EUC-JP', 'UTF-8'],
  ['EUC-JP', 'CP932'],
  ['EUC-JP', 'windows-1252'],
  ['EUC-JP', 'ISO-8859-1'],
  ['windows-1252', 'UTF-8'],
  ['windows-1252', 'CP932'],
  ['ISO-8859-1', 'UTF-8'],
];

const READABLE = /[^\0-\x7f\ufffd]/;
/** Charsets whose broken bytes a reader of the WHATWG (browsers, Node, Rust) skips in another way than iconv: by their label there. */
const LABELS: Readonly<Record<string, string>> = { CP932: 'shift_jis', 'EUC-JP': 'euc-jp' };

/**
 * What is seen of a text whose bytes are taken for another charset (mojibake). What the other charset cannot read is U+FFFD, a question mark, or left out.
 * Those of UTF-8 are apart: of two readings that undo each other, the one that makes more characters of a text is the broken one.
 */
export const MISREADINGS: readonly (readonly Mapping[])[] = [OF_UTF8, OF_OTHERS].map((pairs) => pairs.flatMap(mappingsOf));

function mappingsOf([written, read]: Pair): readonly Mapping[] {
  const name = `${written} read as ${read}`;
  const misread = misreader(written, (bytes) => iconv.decode(bytes, read, { stripBOM: false }));
  const label = LABELS[read];
  const decoder = label === undefined ? undefined : new TextDecoder(label, { ignoreBOM: true });
  return [
    { name, of: misread },
    { name: `${name}, question marks for what cannot be read`, of: (text) => standing(text, misread(text), '?') },
    { name: `${name}, what cannot be read left out`, of: (text) => standing(text, misread(text), '') },
    ...(decoder === undefined ? [] : [{ name: `${name}, as browsers read it`, of: misreader(written, (bytes) => decoder.decode(bytes)) }]),
  ];
}

function misreader(written: string, decode: (bytes: Buffer) => string): (text: string) => string {
  return (text) => {
    const bytes = iconv.encode(text, written, { addBOM: false });
    // A text that the first charset cannot hold was never written in it.
    return iconv.decode(bytes, written, { stripBOM: false }) === text ? decode(bytes) : text;
  };
}

/** Nothing but marks, or nothing at all, tells of no charset: then the mapping does not apply. */
function standing(text: string, misread: string, stand: string): string {
  return READABLE.test(misread) ? misread.replaceAll('\ufffd', stand) : text;
}
