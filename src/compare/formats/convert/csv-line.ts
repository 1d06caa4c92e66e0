/** How a prepared CSV is written, where nothing else is asked for. */
export const PLAIN_DIALECT = { delimiter: ',', quote: '"' } as const;

export interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
}

/** A cell that is not there at all. It is written as nothing, and the empty text as `""`: readers keep the two apart. */
export type CsvCell = string | undefined;

/** One record, without its line end, quoted only where needed. It is never a blank line, which readers take for no record. */
export function csvLine(cells: readonly CsvCell[], dialect: Dialect = PLAIN_DIALECT): string {
  if (cells.length === 1) return csvCell(cells[0] ?? '', dialect);
  return cells.map((cell) => csvCell(cell, dialect)).join(dialect.delimiter);
}

function csvCell(cell: CsvCell, { delimiter, quote }: Dialect): string {
  if (cell === undefined) return '';
  if (cell === '') return quote + quote;
  const bare = !cell.includes(delimiter) && !cell.includes(quote) && !cell.includes('\n') && !cell.includes('\r');
  return bare ? cell : `${quote}${cell.replaceAll(quote, quote + quote)}${quote}`;
}
