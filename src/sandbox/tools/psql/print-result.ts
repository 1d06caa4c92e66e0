import { alignedTable } from './aligned-table.ts';
import type { PrintSettings } from './print-settings.ts';
import { footerOf, type QueryResult } from './query-result.ts';

/** A result as psql prints it, byte for byte. */
export function printResult(result: QueryResult, settings: PrintSettings): string {
  switch (settings.format) {
    case 'csv':
      return csv(result, settings);
    case 'unaligned':
      return unaligned(result, settings);
    case 'aligned':
      return alignedTable(result, settings);
  }
}

function unaligned(result: QueryResult, settings: PrintSettings): string {
  const lines = result.rows.map((row) => row.map((value) => value ?? settings.null).join(settings.fieldsep));
  if (!settings.tuplesOnly) {
    lines.unshift(result.columns.map(({ name }) => name).join(settings.fieldsep));
    if (settings.footer) lines.push(footerOf(result));
  }
  // The last record always ends with a newline, whatever the separator.
  return lines.length === 0 ? '' : `${lines.join(settings.recordsep)}\n`;
}

function csv(result: QueryResult, settings: PrintSettings): string {
  const line = (values: readonly string[]): string => `${values.map((value) => csvField(value, settings.csvFieldsep)).join(settings.csvFieldsep)}\n`;
  const head = settings.tuplesOnly ? '' : line(result.columns.map(({ name }) => name));
  return head + result.rows.map((row) => line(row.map((value) => value ?? settings.null))).join('');
}

/** csv_print_field of psql: empty strings and NULL are both unquoted and empty. */
function csvField(value: string, separator: string): string {
  const quoted = value.includes(separator) || /["\r\n]/.test(value) || value === '\\.' || separator === '\\' || separator === '.';
  return quoted ? `"${value.replaceAll('"', '""')}"` : value;
}
