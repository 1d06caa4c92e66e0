import type { Side } from '../../model/side.ts';
import type { RowExtents } from './row-blocks.ts';

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
  /** Whether `places` are all columns in both files' order, so that records may be hashed whole. */
  readonly whole: boolean;
  /** `count`: records only. `structure`: that, and where records lie and how they are written. `sums`: sums of hashes, too. `sections`: and by section, where keys are in order. `rows`: a row a record. `codes`: with a code for each compared column. */
  readonly keep: 'count' | 'structure' | 'sums' | 'sections' | 'rows' | 'codes';
  /** Most bytes of rows in memory. */
  readonly bound: number;
  /** 1 to 8. */
  readonly partitionBits: number;
  /** Records of a section on the average, a power of two. */
  readonly sectionRows: number;
}

/** What the kernel saw; or why the file is not for the kernel. */
export type ScanResult = ScanReport | { readonly irregular: string };

export interface ScanReport {
  readonly rows: number;
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
  readonly extents?: RowExtents;
  /** Absent where the keys are in no order: one may occur twice. */
  readonly sections?: Sections;
}

/** A file cut into sections, in order, without its header. */
export interface Sections {
  /** Number of each section's last record. */
  readonly ends: Uint32Array;
  /** 128 bits for each: the sum of its records' hashes, low half and high half in turn. */
  readonly sums: BigUint64Array;
}

export type Scans = Readonly<Record<Side, ScanReport>>;

/** Where the records of a file lie, one entry for each stretch that was read at once. */
export interface ChunkIndex {
  /** Data records before the stretch. */
  readonly rows: Uint32Array;
  /** Where it begins, in bytes, with the end of the last as one more. */
  readonly offsets: Float64Array;
  /** The line on which it begins. */
  readonly lines: Uint32Array;
}
