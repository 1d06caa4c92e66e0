import type { Side } from '../../../model/side.ts';
import type { TableInput } from '../hypothesis.ts';
import { recordRow } from './record-key.ts';

/** A sum over the digests of all records, the same in any order: 4 × 32 bits, each modulo 2^32. Needs no memory. */
export async function sumRecords(input: TableInput, side: Side): Promise<Uint32Array> {
  const sum = new Uint32Array(4);
  const row = recordRow(input, side);
  for await (const batch of input.records(side)) {
    for (const record of batch) {
      const bytes = row(record);
      for (let lane = 0; lane < 4; lane++) sum[lane] = (sum[lane] ?? 0) + bytes.readUInt32LE(lane * 4);
    }
  }
  return sum;
}
