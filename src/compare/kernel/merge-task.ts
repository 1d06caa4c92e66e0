import type { Side } from '../../model/side.ts';
import type { KeyOrder, KeyRange } from './key-order.ts';
import type { ScanReport } from './scan-task.ts';
import type { Stretch } from './stretch.ts';
import type { Dialect } from './text-buffer.ts';

/** One side of two files whose keys are in order. */
export interface MergeSide extends Dialect {
  readonly file: string;
  /** Places of the key's columns, and of the compared ones that are no key. */
  readonly key: readonly number[];
  readonly places: readonly number[];
}

/** Two files whose keys seem to be in the same order, to be walked side by side. Both have the same quote. */
export interface MergeTask {
  readonly sides: Readonly<Record<Side, MergeSide>>;
  readonly order: KeyOrder;
  /** Both have the same columns in the same places, and the same delimiter: a record of the same bytes is the same. */
  readonly whole: boolean;
  /** Once all parts together have listed more pairs than this, each lists its first `listed` ones only, and counts the others. */
  readonly mostPairs: number;
  readonly listed: number;
}

/** Parts of both files that hold the same keys. */
export type MergePiece = Readonly<Record<Side, Stretch>>;

/** What is not equal. Record numbers count from 1 in the part. */
export interface MergeReport {
  /** Candidate's and legacy's record in turn: of pairs with a cell that differs, and of those in which only the quotes of an empty cell do. */
  readonly pairs: Uint32Array;
  readonly requoted: Uint32Array;
  readonly removed: Uint32Array;
  readonly added: Uint32Array;
  /** Pairs with a cell that differs, listed or not. */
  readonly differing: number;
  /** For each of `places`: differing cells, legacy and candidate record of the first; the same for cells that differ in their quotes only. */
  readonly columns: Uint32Array;
  readonly scans: Readonly<Record<Side, ScanReport>>;
  readonly keys: KeyRange;
}

/** Why a walk was given up: keys do not rise, a record is ragged, or a key is too long to be remembered. */
export const LOST = 'not in order';
