import { decode } from 'iconv-lite';
import type { Decoder } from './decoder.ts';
import { LineTally } from './line-tally.ts';

/** Charsets of two and more bytes, as iconv-lite reads them. 0x8160 of CP932 is U+FF5E there (as for WHATWG and glibc), never U+301C. */
export type JapaneseCharset = 'cp932' | 'euc-jp';

/** No byte below is a later byte of a character, in neither charset: after it, a text can be cut. Line ends, digits and most delimiters are. */
const FIRST_LATER_BYTE = 0x40;

/** Text without any place to cut is cut all the same at this length. Bytes. */
const LONGEST = 1 << 20;

/**
 * CP932 or EUC-JP. Neither has a code for U+FFFD, so each one in the text stands for bytes that are none of its characters. The library's own decoder for
 * streams loses the byte after a cut invalid character, so that pieces are cut here.
 */
export function japaneseDecoder(charset: JapaneseCharset): Decoder {
  const lines = new LineTally();
  const variants = new VariantTally(charset);
  let rest: Buffer = Buffer.alloc(0);
  const textOf = (bytes: Buffer): string => {
    const text = decode(bytes, charset, { stripBOM: false });
    lines.add(text, text.indexOf('\ufffd'));
    return text;
  };
  return {
    decode(chunk) {
      variants.add(chunk);
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const whole = cutAt(bytes);
      rest = Buffer.from(bytes.subarray(whole));
      return textOf(bytes.subarray(0, whole));
    },
    end() {
      const text = textOf(rest);
      rest = Buffer.alloc(0);
      return text;
    },
    get invalidLine() {
      return lines.invalidLine;
    },
    get variants() {
      return variants.count;
    },
  };
}

function cutAt(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] ?? 0) >= FIRST_LATER_BYTE) end -= 1;
  return end === 0 && bytes.length > LONGEST ? bytes.length : end;
}

/** Counts characters that are written by another than the first of their codes. Decoding would make them look the same. */
class VariantTally {
  readonly #isCp932: boolean;
  readonly #codes: Uint8Array;
  #code = 0;
  #left = 0;
  count = 0;

  constructor(charset: JapaneseCharset) {
    this.#isCp932 = charset === 'cp932';
    this.#codes = variantsOf(charset);
  }

  add(chunk: Buffer): void {
    let [code, left, count] = [this.#code, this.#left, this.count];
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (left > 0) {
        code = (code << 8) | byte;
        left -= 1;
        if (left === 0) count += this.#codes[placeOf(code)] ?? 0;
      } else if (byte >= 0x80) {
        code = byte;
        left = (this.#isCp932 ? cp932Length(byte) : eucLength(byte)) - 1;
      }
    }
    [this.#code, this.#left, this.count] = [code, left, count];
  }
}

function cp932Length(lead: number): number {
  return (lead >= 0x81 && lead <= 0x9f) || (lead >= 0xe0 && lead <= 0xfc) ? 2 : 1;
}

function eucLength(lead: number): number {
  if (lead === 0x8f) return 3;
  return lead === 0x8e || lead >= 0xa1 ? 2 : 1;
}

/** Codes of two bytes by themselves, those of three (all begin with 0x8f) behind them. */
function placeOf(code: number): number {
  return code < 0x10000 ? code : 0x10000 + (code & 0xffff);
}

const known = new Map<JapaneseCharset, Uint8Array>();

/** Marks (1) codes whose character has a lower code too. Taken from the decoder itself, so that both agree. */
function variantsOf(charset: JapaneseCharset): Uint8Array {
  const before = known.get(charset);
  if (before !== undefined) return before;
  const seen = new Set<string>();
  const variants = new Uint8Array(0x20000);
  for (const prefix of charset === 'cp932' ? [[]] : [[], [0x8f]]) {
    for (let lead = 0x81; lead <= 0xfe; lead++) {
      if ((charset === 'cp932' ? cp932Length(lead) : eucLength(lead)) !== 2) continue;
      for (let trail = 0x40; trail <= 0xfe; trail++) {
        const bytes = [...prefix, lead, trail];
        const text = decode(Buffer.from(bytes), charset, { stripBOM: false });
        if (text.length !== 1 || text === '\ufffd') continue;
        if (seen.has(text)) variants[placeOf(bytes.reduce((code, byte) => (code << 8) | byte, 0))] = 1;
        seen.add(text);
      }
    }
  }
  known.set(charset, variants);
  return variants;
}
