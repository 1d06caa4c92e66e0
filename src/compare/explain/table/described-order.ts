import type { TableExplanation } from '../hypothesis.ts';

/** An explanation of order, without what it accounts for. */
export type DescribedOrder = Pick<TableExplanation, 'parameters' | 'strength' | 'cause' | 'fix'> & { readonly id: 'row-order' | 'collation' };
