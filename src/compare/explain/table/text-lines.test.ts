import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { textLines } from './text-lines.ts';

it('gives the same lines however the bytes are cut', async () => {
  const text = fc.array(fc.constantFrom('山', 'é', 'ab', '\n', '\r\n', '\r', '表', ','), { maxLength: 20 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 5 }), fc.constantFrom('utf-8', 'shift_jis'), async (whole, size, charset) => {
      const shown = charset === 'utf-8' ? whole : whole.replaceAll('é', '');
      const bytes = iconv.encode(shown, charset);
      async function* chunks() {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      }
      const lines: string[] = [];
      for await (const line of textLines(chunks(), charset)) lines.push(line);
      const expected = shown.split('\n').map((line) => line.replace(/\r$/, ''));
      expect(lines).toEqual(shown === '' || shown.endsWith('\n') ? expected.slice(0, -1) : expected);
    }),
  );
});
