import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareOrder } from './compare-order.ts';
import { longestIncreasing } from './longest-increasing.ts';

const order = (legacy: readonly number[], candidate: readonly number[]) => {
  const { shared, ...places } = compareOrder({ legacy: Uint32Array.from(legacy), candidate: Uint32Array.from(candidate), keys: 10 });
  return { shared, legacy: [...places.legacy], candidate: [...places.candidate] };
};

/** The length of a longest increasing subsequence, by comparing every number with every other. */
function longestByHand(numbers: readonly number[]): number {
  const lengths: number[] = [];
  for (const [at, number] of numbers.entries())
    lengths.push(1 + Math.max(0, ...lengths.filter((_, before) => before < at && (numbers[before] ?? 0) < number)));
  return Math.max(0, ...lengths);
}

describe('longestIncreasing', () => {
  it('marks an increasing subsequence that is as long as any', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(60), { maxLength: 40 }), (numbers) => {
        const members = longestIncreasing(Uint32Array.from(numbers));
        const chosen = numbers.filter((_, at) => members[at] === 1);
        expect(chosen).toEqual(chosen.toSorted((a, b) => a - b));
        expect(chosen.length).toBe(longestByHand(numbers));
      }),
    );
  });
});

describe('compareOrder', () => {
  it('finds the one record that moved', () => {
    expect(order([1, 2, 3, 4], [4, 1, 2, 3])).toEqual({ shared: 4, legacy: [3], candidate: [0] });
    expect(order([1, 2, 3, 4], [2, 3, 4, 1])).toEqual({ shared: 4, legacy: [0], candidate: [3] });
  });

  it('leaves out what is on one side only', () => {
    expect(order([1, 9, 2, 3], [1, 2, 8, 3])).toEqual({ shared: 3, legacy: [], candidate: [] });
    expect(order([1, 1, 2], [1, 2, 2])).toEqual({ shared: 2, legacy: [], candidate: [] });
    expect(order([1], [2])).toEqual({ shared: 0, legacy: [], candidate: [] });
  });

  it('takes the n-th of a key for the n-th', () => {
    expect(order([1, 2, 1, 2], [1, 2, 1, 2])).toMatchObject({ legacy: [] });
    expect(order([1, 1, 2], [1, 2, 1])).toEqual({ shared: 3, legacy: [1], candidate: [2] });
  });

  it('finds nothing exactly where the shared sequences are the same, and what is left is the same on both sides', () => {
    const sequence = fc.array(fc.nat(9), { maxLength: 30 });
    fc.assert(
      fc.property(sequence, sequence, (legacy, candidate) => {
        const { shared, legacy: mine, candidate: theirs } = order(legacy, candidate);
        const kept = (from: readonly number[], other: readonly number[]) => {
          const left = new Map(other.map((key) => [key, other.filter((one) => one === key).length]));
          return [...from.entries()].filter(([, key]) => {
            const count = left.get(key) ?? 0;
            left.set(key, count - 1);
            return count > 0;
          });
        };
        const [a, b] = [kept(legacy, candidate), kept(candidate, legacy)];
        const keysOf = (records: readonly (readonly [number, number])[], without: readonly number[]) =>
          records.filter(([record]) => !without.includes(record)).map(([, key]) => key);
        expect(shared).toBe(a.length);
        expect(mine.length === 0).toBe(JSON.stringify(keysOf(a, [])) === JSON.stringify(keysOf(b, [])));
        expect(keysOf(a, mine)).toEqual(keysOf(b, theirs));
      }),
    );
  });
});
