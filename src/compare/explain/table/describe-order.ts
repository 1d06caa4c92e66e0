import { message, type Values } from '../../../model/message.ts';
import { describeCollation } from './describe-collation.ts';
import type { DescribedOrder } from './described-order.ts';
import type { NamedOrder, OneColumn, OrderCause } from './order-cause.ts';
import { among, orderBy } from './order-words.ts';
import type { SortOrder } from './sort-tracker.ts';
import { sqlName } from './sql-name.ts';

/** The causes in words; the last one is what differs, those before it are what both sides sort by alike. */
export function describeOrder(causes: readonly OrderCause[], key: readonly string[] | undefined): DescribedOrder {
  const ties = causes.flatMap((cause) => (cause.kind === 'ties' ? [{ column: cause.column, order: cause.order }] : []));
  const last = causes.at(-1) ?? { kind: 'none' };
  const within: Values = ties.length === 0 ? {} : { within: ties.map(({ column }) => column).join(', ') };
  switch (last.kind) {
    case 'collation':
      return describeCollation(last, within, ties);
    case 'direction':
    case 'empties':
      return oneColumn(last, within, ties);
    default:
      return ties.length === 0 ? several(last, key) : left(ties, last, key);
  }
}

function oneColumn({ kind, column, legacy, candidate }: OneColumn, within: Values, ties: readonly NamedOrder[]): DescribedOrder {
  const say = (order: SortOrder) =>
    kind === 'direction' ? (order.descending ? 'descending' : 'ascending') : `empty values ${order.empties ?? 'nowhere'}`;
  const parameters = { reason: kind, column, legacy: say(legacy), candidate: say(candidate), ...within };
  const why =
    kind === 'direction' ? 'ASC or DESC differs in the two queries' : 'where NULL stands is left open, and databases and sort(1) differ in it';
  return {
    id: 'row-order',
    parameters,
    strength: 'reproduces',
    cause: message(
      `explain.row-order.cause.${kind}`,
      `both sides sort by {column}${among(within)}, legacy {legacy}, the candidate {candidate}: ${why}`,
      parameters,
    ),
    fix: message('explain.row-order.fix', FIX, { order: orderBy([...ties, { column, order: legacy }]) }),
  };
}

const FIX = 'Name the order in full, as legacy has it: ORDER BY {order}';

/** Both sort alike by some columns; among records that are alike in these, the order is open. */
function left(ties: readonly NamedOrder[], last: OrderCause, key: readonly string[] | undefined): DescribedOrder {
  const column = ties.map((one) => one.column).join(', ');
  const deeper = last.kind === 'columns' ? [last.legacy] : last.kind === 'one-side' && last.side === 'legacy' ? [last.order] : [];
  const text =
    deeper.length > 0
      ? 'both sides sort by {column}; legacy goes on with {next}, the candidate does not'
      : 'both sides sort by {column}, and records that are alike in it come in any order: the ORDER BY leaves it open, and a database is free';
  return {
    id: 'row-order',
    parameters: { reason: 'ties', column },
    strength: 'consistent',
    cause: message('explain.row-order.cause.ties', text, { column, next: deeper.map((one) => one.column).join(', ') }),
    fix: message('explain.row-order.fix', FIX, {
      order: [orderBy([...ties, ...deeper]), ...(deeper.length > 0 ? [] : rest(key, column))].join(', '),
    }),
  };
}

function rest(key: readonly string[] | undefined, known: string): string[] {
  return key === undefined ? ['… (until every record has its place)'] : key.filter((name) => name !== known).map(sqlName);
}

function several(cause: OrderCause, key: readonly string[] | undefined): DescribedOrder {
  const [mine, theirs] = [orderOf(cause, 'legacy'), orderOf(cause, 'candidate')];
  const reason = mine === undefined ? (theirs === undefined ? 'none' : 'gained') : theirs === undefined ? 'lost' : 'columns';
  const parameters = {
    reason,
    ...(mine === undefined ? {} : { legacy: mine.column }),
    ...(theirs === undefined ? {} : { candidate: theirs.column }),
  };
  const order = mine === undefined ? (key?.map(sqlName).join(', ') ?? '…') : orderBy([mine]);
  return {
    id: 'row-order',
    parameters,
    strength: 'consistent',
    cause: message(`explain.row-order.cause.${reason}`, CAUSE[reason], parameters),
    fix: message('explain.row-order.fix', mine === undefined ? `${BOTH}ORDER BY {order}` : FIX, { order }),
  };
}

const CAUSE = {
  columns: 'legacy sorts by {legacy}, the candidate by {candidate}',
  lost: "legacy sorts by {legacy}; the candidate's order follows no column: its ORDER BY or sort is missing, or several writers work at the same time",
  gained: "the candidate sorts by {candidate}; legacy's order follows no column",
  none: 'neither side is sorted by a column: without ORDER BY a database gives records in the order that suits it (another plan, parallel workers, rewritten pages)',
} as const;

const BOTH = 'If the order matters, name it in both queries: ';

function orderOf(cause: OrderCause, side: 'legacy' | 'candidate'): NamedOrder | undefined {
  if (cause.kind === 'columns') return cause[side];
  return cause.kind === 'one-side' && cause.side === side ? cause.order : undefined;
}
