import type { RowExtents } from './row-blocks.ts';

/** Words of 32 bits of one count of cells: how many, legacy and candidate record of the first. Each column has two. */
export const COUNT_WORDS = 3;

/** What is to be brought together: the rows of both sides, by stretch, in order. */
export interface JoinTask {
  readonly legacy: readonly RowExtents[];
  /** The same as legacy's: a file is compared with itself, to find repeated keys. */
  readonly candidate: readonly RowExtents[];
  readonly keyed: boolean;
  /** Codes in a row; 0 where it has a hash of its contents. */
  readonly codes: number;
  /** With codes: pairs of legacy records up to this number are listed, those behind it only counted. */
  readonly listed: number;
}

/** What was found in some partitions. Record numbers count from 1. */
export interface JoinReport {
  /** Candidate's and legacy's record in turn, of pairs that are not (certainly) equal. */
  readonly pairs: Uint32Array;
  readonly removed: Uint32Array;
  readonly added: Uint32Array;
  /** Records whose key occurs more than once on a side, where the sides are not the same. */
  readonly members: { readonly legacy: Uint32Array; readonly candidate: Uint32Array };
  /** Keys that occur more than once, with the same records on both sides. */
  readonly repeated: number;
  /** With codes: pairs that differ in a cell. */
  readonly changed: number;
  /** With codes, for each: differing cells, legacy and candidate record of the first; the same for cells that differ in their quoting only. */
  readonly columns: Uint32Array;
}
