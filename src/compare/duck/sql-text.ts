/** A text as an SQL literal. DuckDB knows no backslash escapes in it. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name (view, column) as an SQL identifier, whatever letters it has. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The path of one file as an SQL literal for functions that take patterns: `*`, `?` and `[` in it are letters. */
export function sqlPath(path: string): string {
  return sqlText(patternOf(path));
}

/** Both spellings of paths: the pattern that is asked for, and the file that it finds. */
export function spellings(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.flatMap((path) => [path, patternOf(path)]))];
}

function patternOf(path: string): string {
  return path.replace(/[*?[]/g, '[$&]');
}
