import type { Origin } from '../../model/prepared-table.ts';
import type { LineEndCounts } from './line-ends.ts';
import type { QuotingStyle } from './quoting.ts';

/** One data record. A ragged one has fewer or more cells than the header. */
export interface CsvRecord {
  /** From 1; the header is not counted. */
  readonly number: number;
  /** Line on which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Indexes of the cells that are written as `""`. */
  readonly quotedEmpty: readonly number[];
}

/** What the bytes of a file tell beside its values. */
export interface CsvFacts {
  readonly bom: boolean;
  readonly lineEnds: LineEndCounts;
  readonly finalNewline: boolean;
  readonly utf8: boolean;
  /** What was learned before the file became a plain CSV; absent for one that was read as it is. */
  readonly origin?: Origin;
  /** By the column's index. */
  readonly quotingOf: (column: number) => QuotingStyle;
}
