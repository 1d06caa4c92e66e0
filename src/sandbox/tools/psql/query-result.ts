/** One result of the server; values are the server's own text. */
export interface QueryResult {
  readonly columns: readonly { readonly name: string; readonly type: number }[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** `SELECT 5`, `INSERT 0 1`. */
  readonly tag: string;
  /** Whether the statement returns rows at all. */
  readonly hasRows: boolean;
  /** A COPY … TO STDOUT, whose data was already written. */
  readonly copied: boolean;
}

/** `(1 row)`, `(2 rows)`. */
export function footerOf(result: QueryResult): string {
  return `(${result.rows.length} row${result.rows.length === 1 ? '' : 's'})`;
}
