import { type CsvConfig, csvFormat, tsvFormat } from '../csv/csv-format.ts';
import type { TableFormat } from './raw-table.ts';
import { tableKind } from './table-kind.ts';

/** CSV, by any delimiter and quote. */
export const csv = tableKind(csvFormat.kind, csvFormat.config, csvTable);

/** CSV with tabs. */
export const tsv = tableKind(tsvFormat.kind, tsvFormat.config, (config) => csvTable({ ...config, delimiter: '\t' }));

function csvTable(config: CsvConfig): TableFormat {
  const { encoding, unpack, header } = config;
  return { ...config, reading: { by: 'text', encoding, unpack, ...(header === true ? {} : { header }) } };
}
