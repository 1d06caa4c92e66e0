import type { CsvConfig } from '../csv/csv-format.ts';
import { sqlName, sqlPath, sqlText } from './sql-text.ts';

/** Bytes that a record may have here; a longer one is an error of DuckDB, which holds 16 records of that length in memory for each thread. */
const LONGEST = 4 << 20;

/**
 * A view over CSV files of one header. Nothing is inferred: the columns are given, all are text, quotes are strict. An empty cell, quoted or not, is the
 * empty text and never NULL: comparisons with NULL are neither true nor false, so a condition would pass over such rows in silence.
 */
export function csvView(view: string, files: readonly string[], columns: readonly string[], { delimiter, quote }: CsvConfig): string {
  const list = (texts: readonly string[]) => texts.map(sqlText).join(', ');
  return `CREATE VIEW ${sqlName(view)} AS SELECT * FROM read_csv([${files.map(sqlPath).join(', ')}], auto_detect = false, header = true, compression = 'none', hive_partitioning = false, delim = ${sqlText(delimiter)},
    quote = ${sqlText(quote)}, escape = ${sqlText(quote)}, strict_mode = true, null_padding = false, ignore_errors = false, max_line_size = ${LONGEST},
    columns = {${columns.map((name) => `${sqlText(name)}: 'VARCHAR'`).join(', ')}}, force_not_null = [${list(columns)}])`;
}

/** A view without records, for a file without a header. SQL needs a column. */
export function emptyView(view: string): string {
  return `CREATE VIEW ${sqlName(view)} AS SELECT '' AS empty WHERE false`;
}
