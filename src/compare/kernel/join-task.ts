import type { RowExtents } from './row-blocks.ts';

/** Which partitions one thread brings together, and what of. */
export interface JoinTask {
  readonly legacy: RowExtents;
  /** The same as legacy's: a file is compared with itself, to find repeated keys. */
  readonly candidate: RowExtents;
  /** This thread takes each `of`-th partition, from the `nth` on. */
  readonly nth: number;
  readonly of: number;
  readonly keyed: boolean;
  /** Codes in a row; 0 where it has a hash of its contents. */
  readonly codes: number;
  /** With codes: pairs of legacy records up to this number are listed, those behind it only counted. */
  readonly listed: number;
}

/** What one thread found. Record numbers count from 1. */
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
