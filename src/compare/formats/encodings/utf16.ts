import type { Decoder } from './decoder.ts';
import { LineTally } from './line-tally.ts';

const NOTHING = Buffer.alloc(0);

/** UTF-16; a byte order mark stays a character. Halves of a surrogate pair alone, and half a unit at the end, are invalid. */
export function utf16Decoder(order: 'le' | 'be'): Decoder {
  const lines = new LineTally();
  let rest: Buffer = NOTHING;

  const textOf = (bytes: Buffer): string => {
    const text = (order === 'le' ? bytes : Buffer.from(bytes).swap16()).toString('utf16le');
    if (text.isWellFormed()) {
      lines.add(text, -1);
      return text;
    }
    const clean = text.toWellFormed();
    lines.add(clean, firstChange(text, clean));
    return clean;
  };

  return {
    decode(chunk) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const whole = wholeUnits(bytes, order);
      rest = Buffer.from(bytes.subarray(whole));
      return textOf(bytes.subarray(0, whole));
    },
    end() {
      const odd = rest.length % 2;
      const text = textOf(rest.subarray(0, rest.length - odd));
      if (odd === 0) return text;
      lines.add('\ufffd', 0);
      return `${text}\ufffd`;
    },
    get invalidLine() {
      return lines.invalidLine;
    },
    variants: 0,
  };
}

/** Bytes up to the last whole unit, without a first half of a pair whose second is still to come. */
function wholeUnits(bytes: Buffer, order: 'le' | 'be'): number {
  const whole = bytes.length - (bytes.length % 2);
  if (whole === 0) return 0;
  const high = bytes[order === 'le' ? whole - 1 : whole - 2] ?? 0;
  return high >= 0xd8 && high <= 0xdb ? whole - 2 : whole;
}

function firstChange(text: string, clean: string): number {
  let at = 0;
  while (text.charCodeAt(at) === clean.charCodeAt(at)) at += 1;
  return at;
}
