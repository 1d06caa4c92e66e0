import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { Arena, sharedMemory } from './arena.ts';
import { PARTITIONS, RowBlocks, type RowExtents } from './row-blocks.ts';

const folder = temporaryFolder();
const BLOCK = 64;
const ROW = 4;

/** The rows of each partition, as whoever brings them together finds them. */
function readBack(arena: Arena, pieces: readonly RowExtents[]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  const add = (partition: number, rows: Iterable<number>) => found.set(partition, [...(found.get(partition) ?? []), ...rows]);
  for (const { inMemory, inFile, file } of pieces) {
    for (let at = 0; at < inMemory.length; at += 3) add(inMemory[at] ?? 0, arena.words(inMemory[at + 1] ?? 0, (inMemory[at + 2] ?? 0) / ROW));
    if (inFile.length === 0) continue;
    const bytes = readFileSync(file);
    for (let at = 0; at < inFile.length; at += 3) {
      const from = inFile[at + 1] ?? 0;
      for (let row = from; row < from + (inFile[at + 2] ?? 0); row += ROW) add(inFile[at] ?? 0, [bytes.readUInt32LE(row)]);
    }
  }
  return found;
}

describe('blocks of rows', () => {
  it('give back all rows in order, and keep no more of them in memory than they may', () => {
    const pieces = fc.array(fc.array(fc.tuple(fc.nat({ max: 3 }), fc.integer({ min: 1, max: 40 })), { maxLength: 12 }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(pieces, fc.constantFrom(0, 1, 200, 2_000, 1 << 20), (runs, budget) => {
        const arena = new Arena(sharedMemory());
        const blocks = new RowBlocks(arena, BLOCK, folder, 'rows');
        blocks.begin({ left: budget });
        const written = new Map<number, number[]>();
        let row = 0;
        const extents = runs.map((piece) => {
          for (const [partition, count] of piece) {
            for (let nth = 0; nth < count; nth++) {
              // As the kernel does.
              const open = () => arena.words(blocks.table + partition * 8, 2);
              if ((open()[0] ?? 0) + ROW > (open()[1] ?? 0)) blocks.full(partition);
              const at = open()[0] ?? 0;
              arena.words(at, 1)[0] = ++row;
              open()[0] = at + ROW;
              written.set(partition, [...(written.get(partition) ?? []), row]);
            }
          }
          return blocks.endPiece();
        });
        blocks.close();
        expect(readBack(arena, extents)).toEqual(written);
        const kept = extents.flatMap(({ inMemory }) => [...inMemory].filter((_, at) => at % 3 === 2)).reduce((sum, bytes) => sum + bytes, 0);
        // One block for each partition was begun before the budget was used up, and one in the stretch in which it was.
        expect(kept).toBeLessThanOrEqual(Math.max(0, budget) + 2 * BLOCK * Math.min(PARTITIONS, 4));
      }),
      { numRuns: 300 },
    );
  });
});
