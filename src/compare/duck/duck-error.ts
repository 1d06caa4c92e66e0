import { TwinrunError } from '../../model/error.ts';

/** The kinds of DuckDB errors that say something of the statement or the data, by how their text begins. */
const PREFIX = /^(?:[A-Z][A-Za-z]+ )+Error: /;

/**
 * What DuckDB said, without its drawing of the statement: `sql.failed` (misuse) with the line of the statement where DuckDB names one.
 * Its text may quote cells and names: show it as data.
 */
export function duckError(cause: unknown, signal?: AbortSignal): TwinrunError {
  if (signal?.aborted === true) {
    return new TwinrunError({
      code: 'compare.cancelled',
      class: 'cancelled',
      message: 'the comparison was cancelled',
      fix: 'Start it again.',
      cause,
    });
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  const line = /^LINE (\d+):/m.exec(text)?.[1];
  return new TwinrunError({
    code: text.startsWith('Out of Range Error') ? 'sql.overflow' : text.startsWith('Out of Memory Error') ? 'sql.out-of-memory' : 'sql.failed',
    class: 'misuse',
    message: (text.split('\n\nLINE ')[0] ?? text).replace(PREFIX, '').replace(/\s+/g, ' ').trim(),
    ...(line === undefined ? {} : { at: { line: Number(line) } }),
    fix: fixFor(text),
    cause,
  });
}

function fixFor(text: string): string {
  if (text.startsWith('Binder Error'))
    return 'Compare the names in the statement with the header of the file; a name with capitals or blanks goes in double quotes.';
  if (text.startsWith('Conversion Error'))
    return 'Every cell is text, and an empty one is the empty text: use TRY_CAST, or leave such cells out by a condition.';
  if (text.startsWith('Out of Range Error')) return 'The numbers are too large for the type: cast to a wider one.';
  if (text.startsWith('Out of Memory Error')) return 'Look at fewer columns or groups at once.';
  return 'Correct the statement; the SQL is that of DuckDB.';
}
