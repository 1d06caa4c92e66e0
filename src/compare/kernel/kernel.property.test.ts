import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { type TableStyle, writeTable } from '../../testing/write-table.ts';
import { csvFormat } from '../csv/csv-format.ts';
import { compareTables } from '../tables/compare-tables.ts';
import type { CompareOptions, TableComparison } from '../tables/table-comparison.ts';

const folder = useTempFolder();
const NAMES = ['id', 'part', 'name', '金額', 'a,b'];
const style: fc.Arbitrary<TableStyle> = fc.record({
  bom: fc.boolean(),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  finalNewline: fc.boolean(),
  quoting: fc.constantFrom('minimal', 'always'),
  empty: fc.constantFrom('', '""'),
});
const long = fc.integer({ min: 60, max: 140 }).map((length) => 'long'.padEnd(length, '.'));
const value = fc.oneof(fc.constantFrom('', '1', '11', '1:1', 'x', ' x', 'a"b', 'a\nb', 'a\r\nb', 'a,b', '山田〜', '-', '"', '""', '"\n'), long);
const keyPart = fc.constantFrom('1', '11', '', '2', 'é', '1234567890123456789', '3"', '4\n');

const cases = fc.integer({ min: 1, max: NAMES.length }).chain((width) => {
  const header = NAMES.slice(0, width);
  const records = fc.array(fc.tuple(...header.map((_, index) => (index < 2 ? keyPart : value))), { maxLength: 30 });
  const places: fc.Arbitrary<number[]> = fc.constant([...header.keys()]);
  const ragged = fc.array(fc.tuple(fc.nat({ max: 30 }), fc.integer({ min: 1, max: width + 2 })), { maxLength: 2 });
  return fc.record({
    header: fc.constant(header),
    key: fc.constantFrom(
      [],
      ['id'],
      ...(width > 1
        ? [
            ['id', 'part'],
            ['part', 'id'],
          ]
        : []),
    ),
    legacy: records,
    candidate: fc.oneof(records, fc.constant(undefined)),
    order: fc.oneof(places, fc.shuffledSubarray([...header.keys()], { minLength: 1, maxLength: width })),
    styles: fc.tuple(style, style),
    ragged: fc.tuple(fc.oneof(fc.constant([]), ragged), fc.oneof(fc.constant([]), ragged)),
    sizes: fc.record({
      chunkBytes: fc.constantFrom(64, 128, 4096),
      blockBytes: fc.constantFrom(64, 200, 1 << 15),
      threads: fc.constantFrom(1, 2, 3),
      partitionBits: fc.constantFrom(1, 3, 8),
      pieceBytes: fc.constantFrom(40, 100, 300, 1 << 20),
      windowBytes: fc.constantFrom(64, 256, 1 << 16),
      tryOrder: fc.boolean(),
    }),
    sorted: fc.boolean(),
    memoryBytes: fc.constantFrom(1, 1 << 28),
    limit: fc.constantFrom(1, 3, 100),
  });
});

/** The same cells below keys of their own, that rise; every fifth key is left out of every other table. */
function inOrder(rows: readonly (readonly string[])[]): string[][] {
  const skip = rows.length % 2 === 0 ? 1 : 1000;
  return rows.flatMap(([, ...cells], at) => (at % 5 === skip ? [] : [[`k${String(at).padStart(3, '0')}`, ...cells]]));
}

/** Gives a record more or fewer cells. */
function tear(rows: readonly (readonly string[])[], ragged: readonly (readonly [number, number])[]): string[][] {
  const torn = rows.map((row) => [...row]);
  for (const [at, cells] of ragged) {
    const row = torn[at];
    if (row !== undefined) torn[at] = Array.from({ length: cells }, (_, index) => row[index] ?? 'x');
  }
  return torn;
}

describe('the kernel', () => {
  it('finds what the text way finds, for any sizes', async () => {
    let byKernel = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ({ header, key, order, styles, ragged, sizes, memoryBytes, limit, sorted, ...tables }) => {
        const legacy = sorted ? inOrder(tables.legacy) : tables.legacy;
        const candidate = sorted && tables.candidate !== undefined ? inOrder(tables.candidate) : tables.candidate;
        const files = [join(folder.path, 'legacy.csv'), join(folder.path, 'candidate.csv')] as const;
        const theirs = (candidate ?? legacy).map((row) => order.map((place) => row[place] ?? ''));
        await writeFile(files[0], writeTable(header, tear(legacy, ragged[0]), styles[0]));
        await writeFile(
          files[1],
          writeTable(
            order.map((place) => header[place] ?? ''),
            tear(theirs, ragged[1]),
            styles[1],
          ),
        );
        const format = csvFormat.config.parse({});
        const options: CompareOptions = { ...(key.length === 0 ? {} : { key }), memoryBytes, limit };
        const compare = (more: CompareOptions) => compareTables({ file: files[0], format }, { file: files[1], format }, { ...options, ...more });
        const kernel = await compare({ engine: 'kernel', kernelSizes: sizes });
        if (kernel.engine === 'kernel') byKernel += 1;
        expect(comparable(kernel)).toEqual(comparable(await compare({ engine: 'text' })));
      }),
      { numRuns: 25 },
    );
    expect(byKernel).toBeGreaterThan(10);
  }, 300_000);
});

function comparable({ engine: _, ...comparison }: TableComparison): unknown {
  return comparison;
}
