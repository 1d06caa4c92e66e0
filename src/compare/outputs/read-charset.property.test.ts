import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkSizes, cutBytes, trickyBytes } from '../../testing/cut-bytes.ts';
import { type CharsetFacts, charsetOf } from './read-charset.ts';

function isValid(bytes: readonly number[]): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
    return true;
  } catch {
    return false;
  }
}

/** All at once: byte by byte into lines, and each line decoded alone (LF is part of no longer character). */
function charsetAtOnce(bytes: Buffer): CharsetFacts {
  const lines: number[][] = [[]];
  for (const byte of bytes) byte === 10 ? lines.push([]) : lines.at(-1)?.push(byte);
  const invalid = lines.findIndex((line) => !isValid(line));
  return {
    bom: bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])),
    invalidLine: invalid === -1 ? undefined : invalid + 1,
    nul: [...bytes].includes(0),
  };
}

describe('charsetOf', () => {
  it('says the same however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(trickyBytes, chunkSizes, async (bytes, sizes) => {
        expect(await charsetOf(cutBytes(bytes, sizes))).toEqual(charsetAtOnce(bytes));
      }),
    );
  });

  it('is not led astray by what stands before: valid text with one bad byte somewhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('a', '山', '\n', '👍', 'é')), fc.nat(), chunkSizes, async (letters, place, sizes) => {
        const bytes = Buffer.from(letters.join(''));
        if (bytes.length > 0) bytes[place % bytes.length] = 0xff;
        expect(await charsetOf(cutBytes(bytes, sizes))).toEqual(charsetAtOnce(bytes));
      }),
    );
  });
});
