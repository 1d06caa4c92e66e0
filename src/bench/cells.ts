/** A differing cell, as a contender names it. */
export type CellTuple = readonly [key: string, column: string, legacy: string, candidate: string];

/** By key, which is of one length in all records. */
export function sortCells(cells: readonly CellTuple[]): readonly CellTuple[] {
  return cells.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** How many of the cells are of which column. */
export function countColumns(cells: readonly CellTuple[]): Readonly<Record<string, number>> {
  const columns: Record<string, number> = {};
  for (const [, column] of cells) columns[column] = (columns[column] ?? 0) + 1;
  return columns;
}
