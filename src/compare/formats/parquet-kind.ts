import { z } from 'zod';
import { parquetToCsv } from '../duck/parquet/parquet-to-csv.ts';
import { canonicalFormat } from './canonical-format.ts';
import { checkTable, tableShape } from './table-config.ts';
import { tableKind } from './table-kind.ts';

const { key, columns } = tableShape;

/** Parquet, read by DuckDB. */
export const parquet = tableKind(
  'parquet',
  z.strictObject({ key, columns }).superRefine((value, context) => checkTable(value, context)),
  (value) => ({ ...canonicalFormat(value), reading: { by: 'file', toCsv: parquetToCsv } }),
);
