import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scanAlone } from '../../testing/scan-alone.ts';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { csvFormat } from '../csv/csv-format.ts';
import { compareTables } from '../tables/compare-tables.ts';

const folder = useTempFolder();

async function compareByKernel(legacy: string, candidate: string, key?: readonly string[]) {
  const sources = [legacy, candidate].map((text) => {
    const file = folder.fresh();
    writeFileSync(file, text);
    return { file, format: csvFormat.config.parse({}) };
  });
  const [mine, theirs] = sources;
  if (mine === undefined || theirs === undefined) throw new Error('two tables were written');
  const { engine, added, removed, differences } = await compareTables(mine, theirs, {
    ...(key === undefined ? {} : { key }),
    engine: 'kernel',
    kernelSizes: { chunkBytes: 64, threads: 1 },
  });
  return { engine, added, removed, total: differences.total };
}

/** The sums of the hashes of all records. */
function sumsOf(text: string, task: { readonly whole: boolean }) {
  const file = folder.fresh();
  writeFileSync(file, `c0,c1\n${text}\n`);
  const report = scanAlone({ file, columns: 2, key: [0], places: [0, 1], ...task }, 64);
  if ('irregular' in report) throw new Error(report.irregular);
  return [report.sumLow, report.sumHigh];
}

describe('the hashes of the kernel', () => {
  // Pairs whose lengths and first bytes differ by the same bits: a length that is only exclusive-or'ed would cancel out.
  it.each([
    ['1xxxxxx,ab', '0xxxxxx,ab\0'],
    ['a,b', 'b,b\0'],
    ['a,0123456789,0123456789', '`,0123456789,0123456789\0'],
  ])('of %j and %j are not the same', async (mine, theirs) => {
    for (const task of [{ whole: true }, { whole: false }]) {
      const [a, b] = [sumsOf(mine, task), sumsOf(theirs, task)];
      expect([a[0] === b[0], a[1] === b[1]]).toEqual([false, false]);
    }
  });

  it.each([
    ['100000005', '2000000005'],
    ['""', '\x01'],
    ['a', 'b\0'],
  ])('of cells %j and %j are not the same', (mine, theirs) => {
    const [a, b] = [sumsOf(`${mine},x`, { whole: false }), sumsOf(`${theirs},x`, { whole: false })];
    expect([a[0] === b[0], a[1] === b[1]]).toEqual([false, false]);
  });

  it('let no such pair pass', async () => {
    expect(await compareByKernel('c0,c1\n1xxxxxx,ab\n', 'c0,c1\n0xxxxxx,ab\0\n')).toEqual({ engine: 'kernel', added: 1, removed: 1, total: 2 });
  });
});

it('reads a file that is shorter than a byte order mark', async () => {
  const result = await compareByKernel('id\n1\n', 'id', ['id']);
  expect(result).toMatchObject({ engine: 'kernel', added: 0, removed: 1 });
});
