import type { Values } from '../../model/message.ts';
import { grouped } from '../../runtime/text.ts';
import type { IgnoredColumn, TableComparison } from '../tables/table-comparison.ts';

/** What declared rules accepted over the tables of one output, ready to be shown. */
export interface Equivalences {
  /** For a check's figures; empty where no rule accepted or ignored anything. */
  readonly figures: Values;
  /** For the end of a summary: `, with 1,234 cells equal only by declared equivalence`; empty where there is nothing to tell. */
  readonly note: string;
}

type Part = Pick<TableComparison, 'equivalent' | 'ignored'>;

/** Sums over the tables. Nothing is left out: what was accepted stands by column, and ignored columns with their reasons. */
export function sumEquivalences(tables: readonly Part[]): Equivalences {
  const equivalent = new Map<string, number>();
  const ignored = new Map<string, IgnoredColumn>();
  for (const table of tables) {
    for (const [column, count] of table.equivalent) equivalent.set(column, (equivalent.get(column) ?? 0) + count);
    for (const one of table.ignored) ignored.set(one.column, { ...one, cells: one.cells + (ignored.get(one.column)?.cells ?? 0) });
  }
  const total = [...equivalent.values()].reduce((sum, count) => sum + count, 0);
  const figures = {
    ...(total === 0 ? {} : { equivalent: total, equivalentColumns: [...equivalent].map(([name, count]) => `${name}: ${grouped(count)}`).join('; ') }),
    ...(ignored.size === 0 ? {} : { ignored: [...ignored.values()].map(describe).join('; ') }),
  };
  const parts = [
    ...(total === 0 ? [] : [`with ${grouped(total)} cells equal only by declared equivalence`]),
    ...(ignored.size === 0 ? [] : [`without ${[...ignored.keys()].join(', ')} (ignored)`]),
  ];
  return { figures, note: parts.map((part) => `, ${part}`).join('') };
}

function describe({ column, cells, reason }: IgnoredColumn): string {
  return `${column}: ${grouped(cells)} cells differ (${reason})`;
}
