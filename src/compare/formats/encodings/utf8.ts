import { Utf8Check } from '../../csv/utf8-check.ts';
import type { Decoder } from './decoder.ts';

/** UTF-8; a byte order mark stays a character. */
export function utf8Decoder(): Decoder {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const check = new Utf8Check();
  return {
    decode(chunk) {
      check.push(chunk);
      return decoder.decode(chunk, { stream: true });
    },
    end() {
      check.end();
      return decoder.decode();
    },
    get invalidLine() {
      return check.invalidLine;
    },
    variants: 0,
  };
}
