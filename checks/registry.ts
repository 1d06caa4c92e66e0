import type { Check } from '../src/check.ts';
import { checksum } from './checksum.ts';
import { columns } from './columns.ts';
import { exitCode } from './exit-code.ts';
import { fence } from './fence.ts';
import { freshness } from './freshness.ts';
import { keyedRows } from './keyed-rows.ts';
import { rowCount } from './row-count.ts';

/** The checks of the package, by id. A new check is a file of its own and a line here. */
export const checks: Readonly<Record<string, Check>> = {
  [checksum.id]: checksum,
  [columns.id]: columns,
  [exitCode.id]: exitCode,
  [fence.id]: fence,
  [freshness.id]: freshness,
  [keyedRows.id]: keyedRows,
  [rowCount.id]: rowCount,
};
