import type { Difference } from '../../../model/difference.ts';
import type { TableExplanation } from '../hypothesis.ts';
import { collationsFor } from './collations.ts';
import { describeOrder } from './describe-order.ts';
import { type OrderCause, orderCause } from './order-cause.ts';
import type { OrderInput } from './order-input.ts';
import { rowsOutOfPlace } from './rows-out-of-place.ts';
import { sortOrders } from './sort-orders.ts';

export interface OrderExplanation {
  /** `collation` where both sides sort by the same column, by different collations. */
  readonly id: 'row-order' | 'collation';
  readonly explanation: TableExplanation;
}

/** So many records from the beginning tell how a file is sorted. */
const LOOKED_AT = 30_000;
/** Columns sorted by, one within the other. */
const DEEPEST = 3;

/**
 * Why the records that both sides have come in another order; undefined where they come in the same. The explanation accounts for differences of order:
 * of kind `value` with a message `ordering.…`, and the one that it shows itself.
 */
export async function explainOrder(input: OrderInput, options: { readonly records?: number } = {}): Promise<OrderExplanation | undefined> {
  const { records = LOOKED_AT } = options;
  const { compared, legacy, candidate } = input.comparison;
  if (!compared || Math.min(legacy.rows, candidate.rows) < 2) return undefined;
  const shows = await rowsOutOfPlace(input, records);
  if (shows === undefined) return undefined;
  const causes = await causesOf(input, records);
  const { id, ...told } = describeOrder(causes, input.key);
  return { id, explanation: { ...told, accounts: isOfOrder, shows } };
}

function isOfOrder({ kind, message: text }: Difference): boolean {
  return text?.id === 'representation.row-order' || (kind === 'value' && text?.id.startsWith('ordering.') === true);
}

/** The cause, after those columns by which both sides sort alike and that have ties. */
async function causesOf(input: OrderInput, records: number): Promise<readonly OrderCause[]> {
  const collations = collationsFor(input.facts);
  const causes: OrderCause[] = [];
  while (causes.length < DEEPEST) {
    const within = causes.flatMap((cause) => (cause.kind === 'ties' ? cause.column : []));
    const question = { collations, within, records };
    const cause = orderCause(await sortOrders(input, 'legacy', question), await sortOrders(input, 'candidate', question));
    causes.push(cause);
    if (cause.kind !== 'ties') break;
  }
  return causes;
}
