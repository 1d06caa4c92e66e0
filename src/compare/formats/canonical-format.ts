import type { z } from 'zod';
import { type CsvConfig, csvFormat } from '../csv/csv-format.ts';
import type { ColumnDeclarations } from '../equivalence/declaration.ts';

/** The CSV that another format becomes: comma, `"`, a header; its key and rules per column are the format's own. */
export function canonicalFormat(
  settings: { readonly key?: readonly string[] | undefined; readonly columns?: ColumnDeclarations | undefined } = {},
): CsvConfig {
  const { key, columns } = settings;
  const input = { ...(key === undefined ? {} : { key }), ...(columns === undefined ? {} : { columns }) };
  return csvFormat.config.parse(input as z.input<typeof csvFormat.config>);
}
