import type { Check } from '../src/check.ts';
import { aggregate } from './aggregate.ts';
import { charset } from './charset.ts';
import { checksum } from './checksum.ts';
import { columnTypes } from './column-types.ts';
import { columns } from './columns.ts';
import { databaseState } from './database-state.ts';
import { delivery } from './delivery.ts';
import { duplicates } from './duplicates.ts';
import { duration } from './duration.ts';
import { exitCode } from './exit-code.ts';
import { fence } from './fence.ts';
import { fileSet } from './file-set.ts';
import { freshness } from './freshness.ts';
import { keyedRows } from './keyed-rows.ts';
import { lineFormat } from './line-format.ts';
import { logPattern } from './log-pattern.ts';
import { ordering } from './ordering.ts';
import { retention } from './retention.ts';
import { rowCount } from './row-count.ts';
import { size } from './size.ts';
import { sqlAssertion } from './sql-assertion.ts';

/** The checks of the package, by id. A new check is a file of its own and a line here. */
export const checks: Readonly<Record<string, Check>> = {
  [aggregate.id]: aggregate,
  [checksum.id]: checksum,
  [columns.id]: columns,
  [exitCode.id]: exitCode,
  [fence.id]: fence,
  [freshness.id]: freshness,
  [keyedRows.id]: keyedRows,
  [rowCount.id]: rowCount,
  [charset.id]: charset,
  [columnTypes.id]: columnTypes,
  [databaseState.id]: databaseState,
  [delivery.id]: delivery,
  [duplicates.id]: duplicates,
  [duration.id]: duration,
  [fileSet.id]: fileSet,
  [lineFormat.id]: lineFormat,
  [logPattern.id]: logPattern,
  [ordering.id]: ordering,
  [retention.id]: retention,
  [size.id]: size,
  [sqlAssertion.id]: sqlAssertion,
};
