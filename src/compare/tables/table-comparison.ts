import type { Difference } from '../../model/difference.ts';
import type { Finding } from '../../model/finding.ts';
import type { ColumnDeclarations } from '../equivalence/declaration.ts';
import type { KernelSizes } from '../kernel/kernel-sizes.ts';
import type { DifferenceSet } from './difference-set.ts';
import type { Duplicates } from './plan-pairs.ts';

export interface CompareOptions {
  /** Columns that identify a record; without them records are compared as a multiset. */
  readonly key?: readonly string[];
  /** What counts as equal, by column; exact text where nothing is declared. */
  readonly columns?: ColumnDeclarations;
  /** Most differences to list; all are counted. Default 100. */
  readonly limit?: number;
  /** Most bytes of records to hold at a time, roughly. Default 256 MiB. */
  readonly memoryBytes?: number;
  /** The id of the allowance that covers a difference. What is covered is counted apart. Bounds are for the caller to judge. */
  readonly allow?: (difference: Difference) => string | undefined;
  /** Is shown every difference, whether listed, allowed or neither, in order (the cells of a record by column; quoting of empty cells last). */
  readonly visit?: (difference: Difference) => void;
  /** With `visit`: where nearly every record differs, no more than this many must be visited (the first, and the first of each column); all are counted. Default: all. */
  readonly visitAtMost?: number;
  /** The same where more records differ than are shown one by one in any case. Default: `visitAtMost`. */
  readonly visitAtMostOfMany?: number;
  /** The caller knows that both files hold the same bytes (equal sha256): then only one of them is read. */
  readonly identical?: boolean;
  /** Which way records are read: by default the kernel where it can and where it pays. For tests, which compare the two. */
  readonly engine?: 'kernel' | 'text';
  readonly kernelSizes?: KernelSizes;
  readonly signal?: AbortSignal;
}

export interface SideFigures {
  /** The name to show. */
  readonly file: string;
  /** Data records, header not counted. */
  readonly rows: number;
  /** Undefined for a file without a first record. */
  readonly header?: readonly string[];
  /** How the file was read, where it is no plain text in UTF-8: `CP932 (recognised), gzip`. */
  readonly readAs?: string;
}

/** A column that a scenario or a person took out of the comparison. */
export interface IgnoredColumn {
  readonly column: string;
  readonly reason: string;
  readonly cells: number;
}

/** How two tables compare. Counts are of all that differs, allowed or not; `differences` and `allowed` split them. */
export interface TableComparison {
  readonly legacy: SideFigures;
  readonly candidate: SideFigures;
  /** False when records could not be matched (a key column missing, a file unreadable from some line on): then the record counts are 0. */
  readonly compared: boolean;
  /** Which way the records were read; the result is the same. */
  readonly engine: 'kernel' | 'text';
  /** Records (by key) only in the candidate. */
  readonly added: number;
  /** Records (by key) only in legacy. */
  readonly removed: number;
  /** Records of one key whose cells differ. */
  readonly changed: number;
  /** Differing cells of changed records. */
  readonly cells: number;
  /** Empty cells of matched records that are quoted on one side only: NULL against an empty string may hide there. */
  readonly nullQuoting: number;
  /** Records with an empty cell in their key, both sides together. */
  readonly emptyKeys: number;
  /** Repeated keys; with a key only. */
  readonly duplicates: Duplicates;
  /** What differs in the bytes and not in the values, complete; also among `differences`. */
  readonly representation: readonly Difference[];
  /** Cells of matched records that differ as text and were accepted by a declared rule, by column. */
  readonly equivalent: ReadonlyMap<string, number>;
  /** Columns that are not compared, why, and how many cells of matched records differ there. */
  readonly ignored: readonly IgnoredColumn[];
  readonly differences: DifferenceSet;
  readonly allowed: ReadonlyMap<string, DifferenceSet>;
  readonly findings: readonly Finding[];
}
