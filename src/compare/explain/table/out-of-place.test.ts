import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outOfPlace } from './out-of-place.ts';

/** Longest increasing subsequence by trying all. */
function longest(values: readonly number[], above = Number.NEGATIVE_INFINITY): number {
  const [first, ...rest] = values;
  if (first === undefined) return 0;
  const without = longest(rest, above);
  return first > above ? Math.max(without, 1 + longest(rest, first)) : without;
}

describe('outOfPlace', () => {
  it('takes out the fewest, so that the rest increases', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 12 }), (values) => {
        const out = new Set(outOfPlace(Int32Array.from(values)));
        const rest = values.filter((_, place) => !out.has(place));
        expect(rest.every((value, place) => place === 0 || value > (rest[place - 1] ?? 0))).toBe(true);
        expect(rest.length).toBe(longest(values));
      }),
    );
  });
});
