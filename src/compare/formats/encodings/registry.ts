import type { Decoder } from './decoder.ts';
import { japaneseDecoder } from './japanese.ts';
import { latin1Decoder } from './latin1.ts';
import type { Charset } from './names.ts';
import { utf8Decoder } from './utf8.ts';
import { utf16Decoder } from './utf16.ts';

/** Every charset: its name for people, and how it is read. */
export const ENCODINGS: Readonly<Record<Charset, { readonly label: string; readonly decoder: () => Decoder }>> = {
  'utf-8': { label: 'UTF-8', decoder: utf8Decoder },
  'utf-16le': { label: 'UTF-16LE', decoder: () => utf16Decoder('le') },
  'utf-16be': { label: 'UTF-16BE', decoder: () => utf16Decoder('be') },
  cp932: { label: 'CP932', decoder: () => japaneseDecoder('cp932') },
  'euc-jp': { label: 'EUC-JP', decoder: () => japaneseDecoder('euc-jp') },
  'iso-8859-1': { label: 'ISO-8859-1', decoder: latin1Decoder },
};
