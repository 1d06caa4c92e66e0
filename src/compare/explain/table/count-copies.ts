import type { Side } from '../../../model/side.ts';
import { HashIndex } from '../../tables/hash-index.ts';
import type { TableInput } from '../hypothesis.ts';
import { otherSide } from './other-side.ts';
import { recordRow } from './record-key.ts';
import { RecordSet } from './record-set.ts';

/** Records of one side that are further copies of records, beyond how often the other side has them. */
export interface Copies {
  readonly records: RecordSet;
  readonly first: number;
  readonly last: number;
  /** Records that repeat the header: a second run was appended with its own. Also among `records`. */
  readonly headers: number;
}

/** The n-th copy counts up to `times` as many as the other side has. Holds 28 to 52 bytes for each distinct record. */
export async function countCopies(input: TableInput, side: Side, times: number): Promise<Copies> {
  const index = new HashIndex();
  const theirs = new Counts();
  const base = recordRow(input, otherSide(side));
  for await (const batch of input.records(otherSide(side))) for (const record of batch) theirs.add(index.intern(base(record)));
  const ours = new Counts();
  const row = recordRow(input, side);
  const header = JSON.stringify(input.comparison[side].header ?? []);
  const records = new RecordSet();
  let [first, last, headers] = [0, 0, 0];
  for await (const batch of input.records(side)) {
    for (const record of batch) {
      const number = index.intern(row(record));
      const repeats = theirs.of(number) === 0 && JSON.stringify(record.cells) === header;
      if (!repeats && !isCopy(ours.add(number), theirs.of(number), times)) continue;
      if (repeats) headers += 1;
      records.add(record.number);
      if (first === 0) first = record.number;
      last = record.number;
    }
  }
  return { records, first, last, headers };
}

/** Of a record that the other side lacks, one of `times` is the record itself and the others are its copies. */
function isCopy(nth: number, original: number, times: number): boolean {
  return original === 0 ? (nth - 1) % times !== 0 : nth > original && nth <= original * times;
}

class Counts {
  #counts = new Uint32Array(1 << 10);

  /** How many of this number there are now. */
  add(number: number): number {
    if (number >= this.#counts.length) {
      const counts = new Uint32Array(Math.max(number + 1, this.#counts.length * 2));
      counts.set(this.#counts);
      this.#counts = counts;
    }
    const count = this.of(number) + 1;
    this.#counts[number] = count;
    return count;
  }

  of(number: number): number {
    return this.#counts[number] ?? 0;
  }
}
