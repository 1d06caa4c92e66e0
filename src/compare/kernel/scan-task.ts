import type { Side } from '../../model/side.ts';
import type { RowExtents } from './row-blocks.ts';
import type { Stretch } from './stretch.ts';

/** How one side is to be read by the kernel. */
export interface ScanTask {
  readonly side: Side;
  readonly file: string;
  /** Character codes. */
  readonly delimiter: number;
  readonly quote: number;
  /** Columns of the header. */
  readonly columns: number;
  /** Places of the key's columns; empty without a key. */
  readonly key: readonly number[];
  /** Places of the compared columns, in the order that both sides share. */
  readonly places: readonly number[];
  /** Whether `places` are all columns in both files' order, and both are written with the same delimiter and quote, so that records may be hashed whole. */
  readonly whole: boolean;
  /** `count`: records only. `structure`: that, and where records lie and how they are written. `sums`: sums of hashes, too. `rows`: a row a record. `codes`: with a code for each compared column. */
  readonly keep: 'count' | 'structure' | 'sums' | 'rows' | 'codes';
  /** 1 to 8. */
  readonly partitionBits: number;
}

/** One stretch of a side. */
export interface ScanPiece {
  readonly side: Side;
  readonly stretch: Stretch;
  /** Rows are numbered from the next number on, up to `numbers` more. */
  readonly numberBefore: number;
  readonly numbers: number;
}

/** What was asked for; or why the files are not for the kernel. */
export type Answer<T> = T | { readonly irregular: string };

/** Those that were not irregular. */
export function regularOnes<T extends object>(answers: readonly Answer<T>[]): readonly T[] {
  return answers.filter((answer): answer is T => !('irregular' in answer));
}

/** What the kernel saw of a file, or of a stretch of it. */
export interface ScanReport {
  /** Data records. */
  readonly rows: number;
  /** Of the file, also those inside quotes. */
  readonly lines: number;
  readonly bom: boolean;
  readonly crlf: number;
  readonly lf: number;
  readonly finalNewline: boolean;
  readonly emptyKeys: number;
  readonly ragged: number;
  readonly firstRagged?: { readonly line: number; readonly cells: number };
  /** By column, 1 where a bare value, and where a value quoted without need, was met. */
  readonly bare: Uint8Array;
  readonly needless: Uint8Array;
  readonly sumLow: bigint;
  readonly sumHigh: bigint;
  readonly index: ChunkIndex;
  /** By stretch, in order. */
  readonly extents?: readonly RowExtents[];
}

export type Scans = Readonly<Record<Side, ScanReport>>;

/** Where the records of a file lie, one entry for each part of some 64 KiB. */
export interface ChunkIndex {
  /** Data records before it. */
  readonly rows: Uint32Array;
  /** Where it begins, in bytes, with the end of the last as one more. */
  readonly offsets: Float64Array;
  /** The line on which it begins. */
  readonly lines: Uint32Array;
}
