import type { TableHypothesis } from '../hypothesis.ts';
import { bom } from './bom.ts';
import { columnsMoved } from './columns-moved.ts';
import { columnsRenamed } from './columns-renamed.ts';
import { dateWindow } from './date-window.ts';
import { encoding } from './encoding.ts';
import { lineEnds } from './line-ends.ts';
import { partial } from './partial.ts';
import { quoting } from './quoting.ts';
import { collation, rowOrder } from './row-order.ts';
import { rowsDoubled } from './rows-doubled.ts';
import { runTime } from './run-time.ts';
import { stale } from './stale.ts';

/** All hypotheses about whole tables. Of two that explain the same as well, the earlier one is taken. */
export const TABLE_HYPOTHESES: readonly TableHypothesis[] = [
  stale,
  rowsDoubled,
  runTime,
  dateWindow,
  partial,
  columnsRenamed,
  columnsMoved,
  encoding,
  bom,
  lineEnds,
  quoting,
  collation,
  rowOrder,
];
