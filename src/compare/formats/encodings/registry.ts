import type { Decoder } from './decoder.ts';
import { japaneseDecoder } from './japanese.ts';
import { latin1Decoder } from './latin1.ts';
import type { Charset } from './names.ts';
import { utf8Decoder } from './utf8.ts';
import { utf16Decoder } from './utf16.ts';

/** How every charset is read. */
export const DECODERS: Readonly<Record<Charset, () => Decoder>> = {
  'utf-8': utf8Decoder,
  'utf-16le': () => utf16Decoder('le'),
  'utf-16be': () => utf16Decoder('be'),
  cp932: () => japaneseDecoder('cp932'),
  'euc-jp': () => japaneseDecoder('euc-jp'),
  'iso-8859-1': latin1Decoder,
};
