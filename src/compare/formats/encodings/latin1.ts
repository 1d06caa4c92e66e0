import type { Decoder } from './decoder.ts';

/** ISO 8859-1: each byte is the character of that number, so nothing is invalid and nothing is lost. */
export function latin1Decoder(): Decoder {
  return { decode: (chunk) => chunk.toString('latin1'), end: () => '', invalidLine: undefined, variants: 0 };
}
