import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { csvFormat } from '../csv/csv-format.ts';
import { compareTables } from '../tables/compare-tables.ts';
import type { TableComparison } from '../tables/table-comparison.ts';

const folder = temporaryFolder();
const HEADER = ['id', 'time', 'name', 'note'];
const cell = fc.constantFrom('', '""', 'a', 'b', '"a"', '"a,b"', '"x\ny"', 'long '.repeat(9));

/** Every record differs in its time, some elsewhere too; some are only on one side; rarely a key is empty or repeated. */
const cases = fc.record({
  rows: fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 70, maxLength: 150 }),
  drop: fc.tuple(fc.subarray([0, 3, 66]), fc.subarray([0, 1, 5, 69])),
  twist: fc.constantFrom(undefined, undefined, undefined, 'empty key', 'repeated', 'repeated on one side', 'ragged'),
  moved: fc.boolean(),
  limit: fc.constantFrom(1, 5, 100),
  sizes: fc.record({ chunkBytes: fc.constantFrom(64, 1 << 14), blockBytes: fc.constantFrom(128, 1 << 15) }),
});

async function write(name: string, header: readonly string[], rows: readonly (readonly string[])[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, [header, ...rows].map((row) => `${row.join(',')}\n`).join(''));
  return file;
}

describe('where most records differ', () => {
  it('counts by column what reading each pair counts, and lists the same', async () => {
    const counted: boolean[] = [];
    await fc.assert(
      fc.asyncProperty(cases, async ({ rows, drop, twist, moved, limit, sizes }) => {
        const legacy = rows.map(([name, , note], index) => [String(index), `10:${index}`, name, note]);
        const candidate = rows.map(([name, other, , note], index) => [
          String(index),
          `01:${index}`,
          index % 9 === 0 ? other : name,
          index % 7 === 0 ? note : (rows[index]?.[2] ?? ''),
        ]);
        if (twist === 'empty key') candidate[9] = ['', 'x', 'y', 'z'];
        if (twist === 'repeated') for (const side of [legacy, candidate]) side.push(side[4] ?? [], side[4] ?? []);
        if (twist === 'repeated on one side') candidate.push(candidate[4] ?? []);
        if (twist === 'ragged') candidate.push(['r', '1'], ['s', '1', '2', '3', '4']);
        const kept = (side: readonly (readonly string[])[], nth: 0 | 1) => side.filter((_, index) => !drop[nth].includes(index));
        const order = moved ? [3, 0, 2, 1] : [0, 1, 2, 3];
        const files = [
          await write('legacy.csv', HEADER, kept(legacy, 0)),
          await write(
            'candidate.csv',
            order.map((place) => HEADER[place] ?? ''),
            kept(candidate, 1).map((row) => order.flatMap((place) => row[place] ?? [])),
          ),
        ] as const;
        const format = csvFormat.config.parse({});
        const compare = async (engine: 'kernel' | 'text') =>
          await compareTables({ file: files[0], format }, { file: files[1], format }, { key: ['id'], limit, engine, kernelSizes: sizes });
        const kernel = await compare('kernel');
        counted.push(kernel.engine === 'kernel');
        expect(comparable(kernel)).toEqual(comparable(await compare('text')));
      }),
      { numRuns: 25 },
    );
    expect(counted.filter(Boolean).length).toBeGreaterThan(8);
  }, 300_000);
});

function comparable({ engine: _, differences, ...rest }: TableComparison): unknown {
  // Places in the order tell what comes first, not how many others there are.
  return { ...rest, differences: { ...differences, listed: differences.listed.map(({ difference }) => difference) } };
}
