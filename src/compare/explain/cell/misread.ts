import iconv from 'iconv-lite';
import type { Mapping } from './mapping-rules.ts';

/** Written in the first charset, read in the second. */
const PAIRS: readonly (readonly [written: string, read: string])[] = [
  ['UTF-8', 'CP932'],
  ['UTF-8', 'EUC-JP'],
  ['UTF-8', 'windows-1252'],
  ['UTF-8', 'ISO-8859-1'],
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

/** What is seen of a text whose bytes are taken for another charset (mojibake). What the other charset cannot read is U+FFFD, or is left out. */
export const MISREADINGS: readonly Mapping[] = PAIRS.flatMap(([written, read]) => {
  const misread = (text: string) => iconv.decode(iconv.encode(text, written, { addBOM: false }), read, { stripBOM: false });
  const name = `${written} read as ${read}`;
  return [
    { name, of: misread },
    { name: `${name}, question marks for what cannot be read`, of: (text) => misread(text).replaceAll('\ufffd', '?') },
    { name: `${name}, what cannot be read left out`, of: (text) => misread(text).replaceAll('\ufffd', '') },
  ];
});
