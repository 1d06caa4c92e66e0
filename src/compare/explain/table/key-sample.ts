import type { Side } from '../../../model/side.ts';
import { digest, encodeCells } from '../../tables/record-hash.ts';
import type { TableInput } from '../hypothesis.ts';
import { keyPlaces, recordKey } from './record-key.ts';

/** Records of one side by the digest of their key; of a repeated key none can be told from the others, so its cells are undefined. */
export type KeySample = ReadonlyMap<string, readonly string[] | undefined>;

/** So many records are held, at most twice as many for a moment. */
const HELD = 5_000;

/**
 * The given cells of those records whose key has the lowest digests: the same keys on both sides, whatever their order, and as good as drawn by lot.
 * Where no column tells records apart, the n-th record belongs to the n-th.
 */
export async function sampleByKey(input: TableInput, side: Side, places: readonly number[]): Promise<KeySample> {
  const byNumber = keyPlaces(input, side).length === 0;
  const keyOf = recordKey(input, side);
  const sample = new Map<string, readonly string[] | undefined>();
  let highest = 0xffffffff;
  for await (const batch of input.records(side)) {
    for (const record of batch) {
      const key = byNumber ? digest(encodeCells([String(record.number)], [0])) : keyOf(record);
      if (key.readUInt32BE(0) > highest) continue;
      const text = key.toString('latin1');
      sample.set(text, sample.has(text) ? undefined : places.map((place) => record.cells[place] ?? ''));
      if (sample.size >= 2 * HELD) highest = lower(sample);
    }
  }
  return sample;
}

/** Lets go of the keys above the middle one; gives the new highest first 32 bits. */
function lower(sample: Map<string, unknown>): number {
  const keys = [...sample.keys()].map((text) => ({ text, rank: Buffer.from(text, 'latin1').readUInt32BE(0) })).sort((a, b) => a.rank - b.rank);
  const highest = keys[HELD]?.rank ?? 0xffffffff;
  for (const { text, rank } of keys) if (rank > highest) sample.delete(text);
  return highest;
}
