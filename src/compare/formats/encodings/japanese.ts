import { decode, getDecoder } from 'iconv-lite';
import type { Decoder } from './decoder.ts';
import { LineTally } from './line-tally.ts';

/** Charsets of two and more bytes, as iconv-lite reads them. 0x8160 of CP932 is U+FF5E there (as for WHATWG and glibc), never U+301C. */
export type JapaneseCharset = 'cp932' | 'euc-jp';

/** CP932 or EUC-JP. Neither has a code for U+FFFD, so each one in the text stands for bytes that are none of its characters. */
export function japaneseDecoder(charset: JapaneseCharset): Decoder {
  const decoder = getDecoder(charset, { stripBOM: false });
  const lines = new LineTally();
  const variants = new VariantTally(charset);
  const noted = (text: string): string => {
    lines.add(text, text.indexOf('\ufffd'));
    return text;
  };
  return {
    decode(chunk) {
      variants.add(chunk);
      return noted(decoder.write(chunk));
    },
    end: () => noted(decoder.end() ?? ''),
    get invalidLine() {
      return lines.invalidLine;
    },
    get variants() {
      return variants.count;
    },
  };
}

/** Counts characters that are written by another than the first of their codes. Decoding would make them look the same. */
class VariantTally {
  readonly #lengthOf: (lead: number) => number;
  readonly #variants: ReadonlySet<number>;
  #code = 0;
  #left = 0;
  count = 0;

  constructor(charset: JapaneseCharset) {
    this.#lengthOf = charset === 'cp932' ? cp932Length : eucLength;
    this.#variants = variantsOf(charset);
  }

  add(chunk: Buffer): void {
    for (const byte of chunk) {
      if (this.#left === 0) {
        if (byte < 0x80) continue;
        this.#left = this.#lengthOf(byte) - 1;
        this.#code = byte;
        continue;
      }
      this.#code = (this.#code << 8) | byte;
      this.#left -= 1;
      if (this.#left === 0 && this.#variants.has(this.#code)) this.count += 1;
    }
  }
}

function cp932Length(lead: number): number {
  return (lead >= 0x81 && lead <= 0x9f) || (lead >= 0xe0 && lead <= 0xfc) ? 2 : 1;
}

function eucLength(lead: number): number {
  if (lead === 0x8f) return 3;
  return lead === 0x8e || lead >= 0xa1 ? 2 : 1;
}

const known = new Map<JapaneseCharset, ReadonlySet<number>>();

/** Codes whose character has a lower code too. Taken from the decoder itself, so that both agree. */
function variantsOf(charset: JapaneseCharset): ReadonlySet<number> {
  const before = known.get(charset);
  if (before !== undefined) return before;
  const seen = new Set<string>();
  const variants = new Set<number>();
  for (const prefix of charset === 'cp932' ? [[]] : [[], [0x8f]]) {
    for (let lead = 0x81; lead <= 0xfe; lead++) {
      if ((charset === 'cp932' ? cp932Length(lead) : eucLength(lead)) !== 2) continue;
      for (let trail = 0x40; trail <= 0xfe; trail++) {
        const bytes = [...prefix, lead, trail];
        const text = decode(Buffer.from(bytes), charset, { stripBOM: false });
        if (text.length !== 1 || text === '\ufffd') continue;
        if (seen.has(text)) variants.add(bytes.reduce((code, byte) => (code << 8) | byte, 0));
        seen.add(text);
      }
    }
  }
  known.set(charset, variants);
  return variants;
}
