import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { csvFormat } from './csv-format.ts';
import { CsvReader } from './csv-reader.ts';
import { plainHeader } from './plain-header.ts';

const file = join(temporaryFolder(), 'header.csv');
const bytes = fc.array(fc.constantFrom(...[...',;"\n\r ab'].map((text) => text.charCodeAt(0)), 0xef, 0xbb, 0xbf, 0xc3, 0xa9, 0xff, 0xfe, 0), {
  maxLength: 24,
});
const plainLine = fc
  .tuple(fc.array(fc.constantFrom('a', 'é', '', ' b', 'c;d'), { maxLength: 4 }), fc.constantFrom('\n', '\r\n'))
  .map(([names, end]) => [...Buffer.from(names.join(',') + end)]);
const long = fc.constantFrom('', 'x'.repeat(4090), 'y'.repeat(5000)).map((text) => Buffer.from(text));

describe('a plain header', () => {
  it('is what the parser reads, for arbitrary bytes', async () => {
    let plain = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, plainLine), long, bytes, fc.constantFrom(',', ';'), async (first, filler, rest, delimiter) => {
        writeFileSync(file, Buffer.concat([Buffer.from(first), filler, Buffer.from(rest)]));
        const source = { file, format: csvFormat.config.parse({ delimiter }) };
        const found = await plainHeader(source);
        if (found === undefined) return;
        plain += 1;
        const reader = new CsvReader(source);
        for await (const _ of reader.batches()) if (reader.header !== undefined) break;
        expect(found).toEqual(reader.header);
      }),
      { numRuns: 1_500 },
    );
    expect(plain).toBeGreaterThan(200);
  });
});
