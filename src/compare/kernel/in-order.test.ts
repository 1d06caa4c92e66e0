import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { csvFormat, type TableSource } from '../csv/csv-format.ts';
import { compareTables } from '../tables/compare-tables.ts';
import type { CompareOptions, TableComparison } from '../tables/table-comparison.ts';
import { KernelThreads } from './kernel-threads.ts';
import { KEY_ORDERS } from './key-order.ts';
import { PiecePlanner } from './plan-pieces.ts';

const folder = temporaryFolder();
const PIECE = 1 << 13;
const dialect = { delimiter: 44, quote: 34, columns: 3 };

function table(name: string, lines: readonly string[], settings: object = {}): TableSource {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return { file, format: csvFormat.config.parse(settings) };
}

const line = (index: number, note = '') => `${index},"name ${index % 9 === 0 ? '\n' : ''}of, ${index}",x${'y'.repeat(index % 50)}${note}`;

async function both(legacy: TableSource, candidate: TableSource, options: CompareOptions = { key: ['id'] }): Promise<TableComparison> {
  const kernelSizes = { pieceBytes: PIECE, windowBytes: 1 << 12 };
  const kernel = await compareTables(legacy, candidate, { ...options, engine: 'kernel', kernelSizes });
  const text = await compareTables(legacy, candidate, { ...options, engine: 'text' });
  expect({ ...kernel, engine: '' }).toEqual({ ...text, engine: '' });
  return kernel;
}

describe('files that are walked side by side, in pieces', () => {
  it('show what the text way shows, wherever records are missing, added or changed', async () => {
    const share = fc.constantFrom(0, 0.02, 0.5);
    await fc.assert(
      fc.asyncProperty(fc.tuple(share, share, share), fc.integer(), fc.constantFrom(1, 7, 1000), async ([gone, more, changed], seed, group) => {
        const chance = (index: number, nth: number) =>
          Math.abs(Math.sin(Math.floor(index / group) * 12.9898 + nth * 78.233 + (seed % 1000)) * 43758.5453) % 1;
        const rows = Array.from({ length: 4_000 }, (_, index) => index);
        const legacy = rows.filter((index) => chance(index, 1) >= more).map((index) => line(index));
        const candidate = rows.filter((index) => chance(index, 2) >= gone).map((index) => line(index, chance(index, 3) < changed ? '!' : ''));
        const found = await both(table('legacy.csv', ['id,name,text', ...legacy]), table('candidate.csv', ['id,name,text', ...candidate]));
        expect(found.engine).toBe('kernel');
      }),
      { numRuns: 12 },
    );
  });

  it('are cut before the same keys, where records begin', async () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => index);
    const legacy = table('cut-legacy.csv', ['id,name,text', ...rows.map((index) => line(index))]);
    const candidate = table('cut-candidate.csv', [
      'id,name,text',
      ...rows.filter((index) => index > 3_000 || index % 3 > 0).map((index) => line(index)),
    ]);
    const threads = new KernelThreads({ threads: 1 }, 0);
    try {
      const planner = new PiecePlanner({ pieceBytes: PIECE, windowBytes: 1 << 12 }, threads.here);
      const side = (file: string) => ({ ...dialect, file, key: [0], places: [1, 2] });
      const order = KEY_ORDERS[0] ?? { descends: false, byLength: true };
      const pieces = planner.ofBoth(order, { legacy: side(legacy.file), candidate: side(candidate.file) }, false);
      expect(pieces.length).toBeGreaterThan(15);
      const { readFileSync } = await import('node:fs');
      const keyAt = (file: string, offset: number) => Number(readFileSync(file, 'utf8').slice(offset).split(',')[0]);
      for (const piece of pieces.slice(1)) {
        const wanted = keyAt(legacy.file, piece.legacy.from);
        const found = keyAt(candidate.file, piece.candidate.from);
        expect(found - wanted).toBeGreaterThanOrEqual(0);
        expect(found - wanted).toBeLessThan(3);
      }
    } finally {
      await threads.close();
    }
  });

  it('are read in one piece where the inside of a cell looks like records', async () => {
    const decoy = Array.from({ length: 6_000 }, (_, index) => `${index},a,b`).join('\n');
    const lines = ['id,name,text', '0,a,b', `1,"${decoy}\n",c`, '2,a,b'];
    const found = await both(table('decoy-legacy.csv', lines), table('decoy-candidate.csv', lines.with(3, '2,a,B')));
    expect(found).toMatchObject({ engine: 'kernel', changed: 1, legacy: { rows: 3 } });
    const counted = await both(table('decoy-legacy.csv', lines), table('decoy-candidate.csv', lines.with(3, '2,a,B')), {});
    expect(counted).toMatchObject({ engine: 'kernel', added: 1, removed: 1 });
  });

  it('are not walked where keys rise in each piece, but not from piece to piece', async () => {
    const keys = [...Array.from({ length: 3_000 }, (_, index) => index), ...Array.from({ length: 3_000 }, (_, index) => index + 1_500)];
    const lines = ['id,name,text', ...keys.map((key) => line(key))];
    expect(await both(table('twice-legacy.csv', lines), table('twice-candidate.csv', lines))).toMatchObject({ duplicates: { legacy: 1_500 } });
  });

  it('are not taken for equal by their bytes where they are written with other delimiters', async () => {
    const rows = Array.from({ length: 100 }, (_, index) => `${1_000 + index}`);
    const legacy = table('comma.csv', ['id,"b;c"', ...rows.map((row) => `${row};x,y`)]);
    const candidate = table('semicolon.csv', ['id;"b;c"', ...rows.map((row) => `${row};x,y`)], { delimiter: ';' });
    for (const key of [{}, { key: ['b;c'] }, { key: ['id'] }]) expect((await both(legacy, candidate, key)).differences.total).toBeGreaterThan(0);
  });
});
