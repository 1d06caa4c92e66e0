import type { Difference } from '../../../model/difference.ts';
import type { Side } from '../../../model/side.ts';
import { compareOrder } from '../../compare-order.ts';
import { HashIndex } from '../../hash-index.ts';
import { representation } from '../../representation.ts';
import type { TableInput } from '../hypothesis.ts';
import { recordKey } from './record-key.ts';

/**
 * The difference `representation.row-order` where records that both sides have come in another order; undefined where they come in the same. It looks at the
 * first `records` of each side and holds about 60 bytes for each.
 */
export async function rowsOutOfPlace(input: TableInput, records: number): Promise<Difference | undefined> {
  const index = new HashIndex();
  const legacy = await sequence(input, 'legacy', index, records);
  const candidate = await sequence(input, 'candidate', index, records);
  const order = compareOrder({ legacy, candidate, keys: index.size });
  const [mine, theirs] = [order.legacy[0], order.candidate[0]];
  if (mine === undefined || theirs === undefined) return undefined;
  const values = { outOfPlace: order.legacy.length, shared: order.shared };
  const difference = representation('row-order', '{outOfPlace} of {shared} records that both sides have stand in another place', values);
  return { ...difference, record: { legacy: mine + 1, candidate: theirs + 1 } };
}

async function sequence(input: TableInput, side: Side, index: HashIndex, records: number): Promise<Uint32Array> {
  const { rows } = input.comparison[side];
  const numbers = new Uint32Array(Math.min(rows, records));
  const keyOf = recordKey(input, side);
  for await (const batch of input.records(side)) {
    for (const record of batch) {
      if (record.number > numbers.length) return numbers;
      numbers[record.number - 1] = index.intern(keyOf(record));
    }
  }
  return numbers;
}
