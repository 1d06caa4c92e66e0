/** Some records of a result, in order: cells as the server prints them, NULL as null. */
export interface Batch {
  /** The names of the columns; two may be the same. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** About so many bytes are asked for at once, whatever a record is long. */
const WANTED_BYTES = 1024 * 1024;
export const FIRST_ROWS = 100;
const MOST_ROWS = 10_000;

/** Characters in the cells. */
export function sizeOf(rows: Batch['rows']): number {
  return rows.reduce((sum, row) => sum + row.reduce((part, cell) => part + (cell?.length ?? 0), 0), 0);
}

/** How many records to ask for next, by how long the last ones were. */
export function nextCount(rows: Batch['rows']): number {
  if (rows.length === 0) return FIRST_ROWS;
  return Math.min(MOST_ROWS, Math.max(1, Math.floor((WANTED_BYTES * rows.length) / Math.max(1, sizeOf(rows)))));
}
