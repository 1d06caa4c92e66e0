import type { Mutation } from './mutation.ts';
import { additionalOutput } from './mutations/additional-output.ts';
import { bom } from './mutations/bom.ts';
import { cellsSwapped } from './mutations/cells-swapped.ts';
import { columnsMoved } from './mutations/columns-moved.ts';
import { columnsSwapped } from './mutations/columns-swapped.ts';
import { crlf } from './mutations/crlf.ts';
import { cutRecord } from './mutations/cut-record.ts';
import { doubleDelivery } from './mutations/double-delivery.ts';
import { doubledRow } from './mutations/doubled-row.ts';
import { droppedRow } from './mutations/dropped-row.ts';
import { duplicateKey } from './mutations/duplicate-key.ts';
import { durationTenfold } from './mutations/duration-tenfold.ts';
import { emptyFile } from './mutations/empty-file.ts';
import { exitCode } from './mutations/exit-code.ts';
import { furtherFile } from './mutations/further-file.ts';
import { headerOnly } from './mutations/header-only.ts';
import { invisibleCharacter } from './mutations/invisible-character.ts';
import { lastDigit } from './mutations/last-digit.ts';
import { logError } from './mutations/log-error.ts';
import { missingDelivery } from './mutations/missing-delivery.ts';
import { missingFile } from './mutations/missing-file.ts';
import { missingOutput } from './mutations/missing-output.ts';
import { nullForEmpty } from './mutations/null-for-empty.ts';
import { oneCell } from './mutations/one-cell.ts';
import { otherCharset } from './mutations/other-charset.ts';
import { shiftedTime } from './mutations/shifted-time.ts';
import { sign } from './mutations/sign.ts';
import { staleFile } from './mutations/stale-file.ts';
import { truncatedFile } from './mutations/truncated-file.ts';
import { wrongDate } from './mutations/wrong-date.ts';

/** Every mutation, in the order in which it is told. Fixed: a scenario chooses none of them away. */
export const CATALOGUE: readonly Mutation[] = [
  oneCell,
  lastDigit,
  sign,
  shiftedTime,
  invisibleCharacter,
  nullForEmpty,
  cellsSwapped,
  columnsSwapped,
  columnsMoved,
  droppedRow,
  doubledRow,
  duplicateKey,
  truncatedFile,
  cutRecord,
  emptyFile,
  headerOnly,
  bom,
  crlf,
  otherCharset,
  furtherFile,
  staleFile,
  wrongDate,
  missingFile,
  missingOutput,
  missingDelivery,
  doubleDelivery,
  additionalOutput,
  exitCode,
  logError,
  durationTenfold,
];
