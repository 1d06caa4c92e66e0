import type { Side } from '../../../model/side.ts';
import { type SortOrders, WHOLE_LINE } from './sort-orders.ts';
import type { SortOrder } from './sort-tracker.ts';

/** Why records come in another order. */
export type OrderCause =
  /** Both sides sort by the column, each by another collation. */
  | { readonly kind: 'collation'; readonly column: string; readonly legacy: SortOrder; readonly candidate: SortOrder }
  /** Both sort by the column and collation, in another direction, or with empty cells at another end. */
  | { readonly kind: 'direction' | 'empties'; readonly column: string; readonly legacy: SortOrder; readonly candidate: SortOrder }
  /** Both sort alike by the column: the order differs among records that are alike in it. */
  | { readonly kind: 'ties'; readonly column: string; readonly order: SortOrder }
  /** Each side sorts by another column, or only one of them sorts at all. */
  | { readonly kind: 'columns'; readonly legacy: NamedOrder; readonly candidate: NamedOrder }
  | { readonly kind: 'one-side'; readonly side: Side; readonly order: NamedOrder }
  | { readonly kind: 'none' };

/** The causes that lie in one column. */
export type OneColumn = Extract<OrderCause, { kind: 'collation' | 'direction' | 'empties' }>;

export interface NamedOrder {
  readonly column: string;
  readonly order: SortOrder;
}

/** A side is called sorted when its value changed so often in the right direction; where both are, half as often shows it. */
const STEPS = 5;
const STEPS_OF_TWO = 2;

/** What the orders of both sides tell. The records are known to be the same and to come in another order. */
export function orderCause(legacy: SortOrders, candidate: SortOrders): OrderCause {
  const columns = [...legacy.keys()].sort((a, b) => Number(a === WHOLE_LINE) - Number(b === WHOLE_LINE));
  const both = columns.flatMap((column) => causeOf(column, legacy.get(column) ?? [], candidate.get(column) ?? []) ?? []);
  const [best] = both.toSorted((a, b) => LIKELY.indexOf(a.kind) - LIKELY.indexOf(b.kind) || stepsOf(b) - stepsOf(a));
  if (best !== undefined) return best;
  const [mine, theirs] = [sortedBy(legacy), sortedBy(candidate)];
  if (mine !== undefined && theirs !== undefined) return { kind: 'columns', legacy: mine, candidate: theirs };
  if (mine !== undefined) return { kind: 'one-side', side: 'legacy', order: mine };
  return theirs === undefined ? { kind: 'none' } : { kind: 'one-side', side: 'candidate', order: theirs };
}

const LIKELY: readonly OrderCause['kind'][] = ['collation', 'direction', 'empties', 'ties'];

function stepsOf(cause: OrderCause): number {
  if (cause.kind === 'ties') return cause.order.steps;
  return cause.kind === 'collation' || cause.kind === 'direction' || cause.kind === 'empties' ? cause.legacy.steps : 0;
}

function causeOf(column: string, legacy: readonly SortOrder[], candidate: readonly SortOrder[]): OrderCause | undefined {
  const [mine, theirs] = [bestOf(legacy), bestOf(candidate)];
  const [first, other] = [mine[0], theirs[0]];
  if (first === undefined || other === undefined) return undefined;
  const pairs = mine.flatMap((order) =>
    theirs.filter(({ collation }) => collation.id === order.collation.id).map((partner) => ({ legacy: order, candidate: partner })),
  );
  const same = pairs.find((pair) => pair.legacy.descending === pair.candidate.descending && pair.legacy.empties === pair.candidate.empties);
  if (same !== undefined) return column === WHOLE_LINE ? undefined : { kind: 'ties', column, order: same.legacy };
  const [pair] = pairs;
  if (pair !== undefined) return { kind: pair.legacy.descending === pair.candidate.descending ? 'empties' : 'direction', column, ...pair };
  return { kind: 'collation', column, legacy: first, candidate: other };
}

/** Those that fit best: an order that is not quite kept may be another one. */
function bestOf(orders: readonly SortOrder[]): readonly SortOrder[] {
  const least = Math.min(...orders.map(({ flaws }) => flaws));
  return orders.filter(({ steps, flaws }) => steps >= STEPS_OF_TWO && flaws === least);
}

/** The column that tells most records apart. */
function sortedBy(orders: SortOrders): NamedOrder | undefined {
  const all = [...orders].flatMap(([column, found]) => {
    const [order] = bestOf(found);
    return order !== undefined && order.steps >= STEPS ? [{ column, order }] : [];
  });
  return all.sort((a, b) => Number(a.column === WHOLE_LINE) - Number(b.column === WHOLE_LINE) || b.order.steps - a.order.steps)[0];
}
