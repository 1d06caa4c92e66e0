import type { TableExplanation, TableHypothesis, TableInput } from '../hypothesis.ts';
import { explainOrder, type OrderExplanation } from './explain-order.ts';

/** The same records in another order, and no collation is the cause. */
export const rowOrder: TableHypothesis = { id: 'row-order', onlyShows: true, explain: (input) => ofOrder(input, 'row-order') };

/** The same records in another order, because the two sides sort by different collations. */
export const collation: TableHypothesis = { id: 'collation', onlyShows: true, explain: (input) => ofOrder(input, 'collation') };

/** Both hypotheses ask the same of the same files. */
const known = new WeakMap<TableInput, Promise<OrderExplanation | undefined>>();

async function ofOrder(input: TableInput, id: OrderExplanation['id']): Promise<TableExplanation[]> {
  const asked = known.get(input) ?? explainOrder(input);
  known.set(input, asked);
  const found = await asked;
  return found?.id === id ? [found.explanation] : [];
}
