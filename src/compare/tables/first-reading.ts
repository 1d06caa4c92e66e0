import type { Finding } from '../../model/finding.ts';
import type { Side } from '../../model/side.ts';
import type { TableSource } from '../csv/csv-format.ts';
import type { CsvProblem } from '../csv/csv-problem.ts';
import type { CsvFacts } from '../csv/csv-record.ts';
import type { RecordReader } from '../csv/record-reader.ts';
import type { Equivalence } from '../equivalence/equivalence.ts';
import type { CommonColumn } from './match-columns.ts';
import type { PairPlan } from './plan-pairs.ts';

/** The header of each side; undefined for a file without a first record. */
export type Headers = Readonly<Record<Side, readonly string[] | undefined>>;

/** What the first reading of both sides is asked for. */
export interface ReadingTask {
  readonly legacy: TableSource;
  readonly candidate: TableSource;
  readonly columns: readonly CommonColumn[];
  /** Absent: records are compared as a multiset. */
  readonly key?: readonly CommonColumn[];
  readonly equivalence?: Equivalence;
  /** Both files hold the same bytes. */
  readonly identical: boolean;
  /** How many differences are of interest beside their number. */
  readonly listed: number;
  /** The same where very many records differ. */
  readonly listedOfMany: number;
  /** Roughly, in bytes. */
  readonly memoryBytes: number;
  readonly signal?: AbortSignal;
}

/** What a side shows when it is read once. */
export interface SideReading {
  readonly rows: number;
  readonly facts: CsvFacts;
  readonly problems: readonly CsvProblem[];
  /** Records with an empty cell in their key. */
  readonly emptyKeys: number;
  /** Declared rules that could not apply to a cell. */
  readonly unread: readonly Finding[];
}

/** Which records must be read again, and how. */
export interface FirstReading {
  readonly sides: Readonly<Record<Side, SideReading>>;
  /** Undefined where records could not be matched. */
  readonly plan?: PairPlan;
  readonly readers: Readonly<Record<Side, RecordReader>>;
  /** Keys were told apart by 64 bits: a pair whose keys are not the same is none. */
  readonly verifyKeys: boolean;
  /** What was counted without being in the plan, because nearly every record differs. */
  readonly counted?: CountedPairs;
}

/** Counts over all pairs of records; the plan holds only those to list. */
export interface CountedPairs {
  readonly changed: number;
  /** Differing cells by column. */
  readonly cells: ReadonlyMap<string, number>;
  /** Empty cells that are quoted on one side only. */
  readonly nullQuoting: number;
}
