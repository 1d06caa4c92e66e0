import type { Side } from '../../model/side.ts';
import type { TableSource } from '../csv/csv-format.ts';
import type { RecordReader } from '../csv/record-reader.ts';
import type { Equivalence } from '../equivalence/equivalence.ts';
import type { EquivalenceFigures } from '../equivalence/tally.ts';
import type { DifferenceSink } from './difference-sink.ts';
import type { CommonColumn } from './match-columns.ts';
import type { PairPlan } from './plan-pairs.ts';

export interface PairTask {
  readonly legacy: TableSource;
  readonly candidate: TableSource;
  readonly columns: readonly CommonColumn[];
  /** The columns shown as a difference's key: the key, or all common ones without a key. */
  readonly key: readonly CommonColumn[];
  readonly plan: PairPlan;
  /** Absent: cells are equal as text only. */
  readonly equivalence?: Equivalence;
  /** How many candidate records may be held at a time, at least 1. */
  readonly holdRecords: number;
  /** How many added or removed records are of interest beside their number. */
  readonly listRecords: number;
  readonly sink: DifferenceSink;
  /** Whether a pair's keys must be seen to be the same; otherwise it is no pair. */
  readonly verifyKeys: boolean;
  readonly readers: Readonly<Record<Side, RecordReader>>;
}

export interface PairFigures extends EquivalenceFigures {
  readonly changed: number;
  readonly cells: number;
  readonly nullQuoting: number;
  /** Planned pairs that were none: a record only in legacy and one only in the candidate, each. */
  readonly split: number;
  /** The first cell of `nullQuoting`. */
  readonly firstNullQuoting?: { readonly column: string; readonly legacy: number; readonly candidate: number };
}
