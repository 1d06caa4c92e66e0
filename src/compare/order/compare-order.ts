import type { KeySequences } from './key-sequences.ts';
import { longestIncreasing } from './longest-increasing.ts';

/** How the orders of two files compare. */
export interface OrderComparison {
  /** Records that both sides have. */
  readonly shared: number;
  /** Records out of place, in legacy's order: their record indexes (from 0) on each side. */
  readonly legacy: Uint32Array;
  readonly candidate: Uint32Array;
}

/**
 * Compares the order of the records that both sides have; of a key that occurs several times, the n-th belongs to the n-th, and what is left over is on
 * its side only. Out of place are the records outside a longest sequence that stands in the same order on both sides: as few as would have to move.
 */
export function compareOrder({ legacy, candidate, keys }: Pick<KeySequences, 'legacy' | 'candidate' | 'keys'>): OrderComparison {
  const pairs = pairOccurrences(legacy, candidate, keys);
  const inPlace = longestIncreasing(pairs.candidate);
  const outside = (_: number, at: number) => inPlace[at] === 0;
  return { shared: pairs.legacy.length, legacy: pairs.legacy.filter(outside), candidate: pairs.candidate.filter(outside) };
}

/** Record indexes of the records that belong together, in legacy's order. */
function pairOccurrences(legacy: Uint32Array, candidate: Uint32Array, keys: number): { legacy: Uint32Array; candidate: Uint32Array } {
  // Of each key the first record that is left, and after each record the next of its key; counted from 1, 0 is none.
  const first = new Uint32Array(keys);
  const next = new Uint32Array(candidate.length + 1);
  for (let record = candidate.length; record > 0; record--) {
    const key = candidate[record - 1] ?? 0;
    next[record] = first[key] ?? 0;
    first[key] = record;
  }
  const pairs = { legacy: new Uint32Array(legacy.length), candidate: new Uint32Array(legacy.length) };
  let count = 0;
  for (let record = 0; record < legacy.length; record++) {
    const key = legacy[record] ?? 0;
    const partner = first[key] ?? 0;
    if (partner === 0) continue;
    first[key] = next[partner] ?? 0;
    pairs.legacy[count] = record;
    pairs.candidate[count] = partner - 1;
    count += 1;
  }
  return { legacy: pairs.legacy.subarray(0, count), candidate: pairs.candidate.subarray(0, count) };
}
