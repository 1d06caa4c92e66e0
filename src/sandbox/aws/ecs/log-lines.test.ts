import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LARGEST_MESSAGE, logLines } from './log-lines.ts';

async function* pieces(data: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < data.length; from += size) yield data.subarray(from, from + size);
}

async function lines(data: Buffer, size: number): Promise<string[]> {
  const result: string[] = [];
  for await (const batch of logLines(pieces(data, size))) result.push(...batch);
  return result;
}

describe('log lines', () => {
  it('are the lines that are not empty, however the bytes arrive', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''))),
        fc.integer({ min: 1, max: 9 }),
        async (texts, size) => {
          expect(await lines(Buffer.from(texts.join('\n')), size)).toEqual(texts.filter((text) => text !== ''));
        },
      ),
    ));

  it('too long for an event are cut between characters', async () => {
    const text = '日'.repeat(200_000);
    const found = await lines(Buffer.from(`${text}\nnext`), 50_000);
    expect(found.slice(0, -1).join('')).toBe(text);
    expect(found.at(-1)).toBe('next');
    expect(Math.max(...found.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(LARGEST_MESSAGE);
  });

  it('show bytes that are not UTF-8 as U+FFFD', async () => {
    expect(await lines(Buffer.from([0x82, 0xa0, 10]), 1)).toEqual(['\ufffd\ufffd']);
  });
});
