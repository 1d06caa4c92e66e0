import type { KeySequences } from './key-sequences.ts';

/** A key that occurs several times on a side. Record indexes from 0. */
export interface RepeatedKey {
  /** How often it occurs. */
  readonly legacy: number;
  readonly candidate: number;
  /** Where it occurs for the second time: in the candidate, and where it is single there, in legacy. */
  readonly again: { readonly side: 'legacy' | 'candidate'; readonly record: number };
}

/** The keys that occur several times on a side, in the order of the keys; to be walked as often as needed. Holds 16 bytes a key. */
export function repeatedKeys(sequences: Pick<KeySequences, 'legacy' | 'candidate' | 'keys'>): Iterable<RepeatedKey> {
  const legacy = countKeys(sequences.legacy, sequences.keys);
  const candidate = countKeys(sequences.candidate, sequences.keys);
  return {
    *[Symbol.iterator]() {
      for (let key = 0; key < sequences.keys; key++) {
        const counts = { legacy: legacy.counts[key] ?? 0, candidate: candidate.counts[key] ?? 0 };
        if (counts.candidate > 1) yield { ...counts, again: { side: 'candidate', record: candidate.second[key] ?? 0 } };
        else if (counts.legacy > 1) yield { ...counts, again: { side: 'legacy', record: legacy.second[key] ?? 0 } };
      }
    },
  };
}

function countKeys(sequence: Uint32Array, keys: number): { readonly counts: Uint32Array; readonly second: Uint32Array } {
  const [counts, second] = [new Uint32Array(keys), new Uint32Array(keys)];
  for (let record = 0; record < sequence.length; record++) {
    const key = sequence[record] ?? 0;
    const count = counts[key] ?? 0;
    if (count === 1) second[key] = record;
    counts[key] = count + 1;
  }
  return { counts, second };
}
