import type { Block } from '../model/document.ts';

type Table = Extract<Block, { kind: 'table' }>;

/** The table without columns that have neither title nor text. */
export function withoutEmptyColumns(table: Table): Table {
  const kept = table.columns.map((column, index) => column.title !== '' || table.rows.some((row) => (row[index]?.text ?? '') !== ''));
  if (kept.every(Boolean)) return table;
  const only = <T>(items: readonly T[]): readonly T[] => items.filter((_, index) => kept[index]);
  return { ...table, columns: only(table.columns), rows: table.rows.map(only) };
}
