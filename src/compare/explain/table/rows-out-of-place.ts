import type { Difference } from '../../../model/difference.ts';
import type { Side } from '../../../model/side.ts';
import { representation } from '../../csv/representation.ts';
import { compareOrder } from '../../order/compare-order.ts';
import { HashIndex } from '../../tables/hash-index.ts';
import type { OrderInput } from './order-input.ts';
import { recordKey } from './record-key.ts';

/**
 * The difference `representation.row-order` where records that both sides have come in another order; undefined where they come in the same. It looks at the
 * first `records` of each side and holds about 60 bytes for each.
 */
export async function rowsOutOfPlace(input: OrderInput, records: number): Promise<Difference | undefined> {
  const index = new HashIndex();
  const legacy = await sequence(input, 'legacy', index, records);
  const candidate = await sequence(input, 'candidate', index, records);
  const order = compareOrder({ legacy, candidate, keys: index.size });
  // In the same order, a record at place n of legacy stands at place n + added at the latest: of those that do not, more than so many are elsewhere.
  const elsewhere = Math.max(0, legacy.length - order.shared - input.comparison.removed - input.comparison.added);
  const outOfPlace = order.legacy.length + elsewhere;
  if (outOfPlace === 0) return undefined;
  const values = { outOfPlace, looked: legacy.length };
  const difference = representation(
    'row-order',
    '{outOfPlace} of the first {looked} records of legacy stand in another place in the candidate',
    values,
  );
  const [mine, theirs] = [order.legacy[0], order.candidate[0]];
  return mine === undefined || theirs === undefined ? difference : { ...difference, record: { legacy: mine + 1, candidate: theirs + 1 } };
}

async function sequence(input: OrderInput, side: Side, index: HashIndex, records: number): Promise<Uint32Array> {
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
