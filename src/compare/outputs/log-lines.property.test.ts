import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkSizes, cutBytes, trickyBytes } from '../../testing/cut-bytes.ts';
import { LINE_LIMIT, type LogLine, linesOf } from './log-lines.ts';

/** All at once: decoded, split, and each line shortened. */
function linesAtOnce(bytes: Buffer): LogLine[] {
  const parts = new TextDecoder().decode(bytes).split('\n');
  if (parts.at(-1) === '') parts.pop();
  return parts.map((part, index) => {
    const text = part.endsWith('\r') ? part.slice(0, -1) : part;
    return { number: index + 1, text: text.slice(0, LINE_LIMIT), cut: text.length > LINE_LIMIT };
  });
}

async function linesInChunks(bytes: Buffer, sizes: readonly number[]): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for await (const batch of linesOf(cutBytes(bytes, sizes))) lines.push(...batch);
  return lines;
}

describe('linesOf', () => {
  it('gives the same lines however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(trickyBytes, chunkSizes, async (bytes, sizes) => {
        expect(await linesInChunks(bytes, sizes)).toEqual(linesAtOnce(bytes));
      }),
    );
  });

  it('keeps the beginning of a line that is too long, and counts on', async () => {
    const around = fc.integer({ min: LINE_LIMIT - 2, max: LINE_LIMIT + 3 }).map((length) => 'x'.repeat(length));
    const line = fc.oneof(around, fc.constantFrom('', 'y', '山'));
    const text = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r\r\n')), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 3 * LINE_LIMIT }), async (lines, size) => {
        const bytes = Buffer.from(lines.flat().join(''));
        expect(await linesInChunks(bytes, [size])).toEqual(linesAtOnce(bytes));
      }),
    );
  });
});
