import type { Values } from '../../../model/message.ts';
import type { NamedOrder } from './order-cause.ts';
import { WHOLE_LINE } from './sort-orders.ts';
import { sqlName } from './sql-name.ts';

/** The columns by which both sides sort alike, before the one that is told. */
export function among(within: Values): string {
  return within.within === undefined ? '' : ' (among records alike in {within})';
}

/** What stands behind ORDER BY; with the collation of the last column, where that is the point. */
export function orderBy(orders: readonly NamedOrder[], collated = false): string {
  return orders
    .map(({ column, order: { collation, descending, empties } }, nth) => {
      if (column === WHOLE_LINE) return '… (all columns)';
      const name = sqlName(column);
      const nulls = empties === undefined ? '' : ` NULLS ${empties.toUpperCase()}`;
      return `${collated && nth === orders.length - 1 ? collation.sql(name) : name}${descending ? ' DESC' : ''}${nulls}`;
    })
    .join(', ');
}
