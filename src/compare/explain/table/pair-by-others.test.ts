import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairByOthers } from './pair-by-others.ts';

const columns = ['a', 'b', 'c'].map((name, place) => ({ name, legacy: place, candidate: 2 - place }));
const cellsOf = fc.tuple(...columns.map(() => fc.constantFrom('', '1', '11', '山', 'x')));

describe('pairByOthers', () => {
  it('pairs only records that differ in at most one column, each once, and leaves none that could be paired', () => {
    fc.assert(
      fc.property(fc.array(cellsOf, { maxLength: 12 }), fc.array(cellsOf, { maxLength: 12 }), (mine, theirs) => {
        const legacy = mine.map((cells, nth) => ({ number: nth + 1, cells }));
        const candidate = theirs.map((cells, nth) => ({ number: nth + 1, cells: cells.toReversed() }));
        const pairs = pairByOthers(legacy, candidate, columns);
        const differing = (a: readonly string[], b: readonly string[]) => columns.filter((column) => a[column.legacy] !== b[column.candidate]).length;
        for (const pair of pairs) expect(differing(pair.legacy.cells, pair.candidate.cells)).toBeLessThanOrEqual(1);
        const used = { legacy: new Set(pairs.map((pair) => pair.legacy)), candidate: new Set(pairs.map((pair) => pair.candidate)) };
        expect([used.legacy.size, used.candidate.size]).toEqual([pairs.length, pairs.length]);
        for (const one of legacy.filter((record) => !used.legacy.has(record)))
          for (const other of candidate.filter((record) => !used.candidate.has(record))) expect(differing(one.cells, other.cells)).toBeGreaterThan(1);
      }),
    );
  });
});
