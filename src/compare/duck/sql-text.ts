/** A text as an SQL literal. DuckDB knows no backslash escapes in it. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name (view, column) as an SQL identifier, whatever letters it has. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
