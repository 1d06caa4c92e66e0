import type { CsvProblem } from './csv-problem.ts';
import type { CsvFacts, CsvRecord } from './csv-record.ts';

/** Reads a table as a stream, once. */
export interface TableReader {
  /** Names of the columns as they stand; undefined for an empty file. Known after the first batch. */
  readonly header: readonly string[] | undefined;
  /** Complete after the last batch, as are `facts` and `problems`. */
  readonly rows: number;
  readonly facts: CsvFacts;
  readonly problems: readonly CsvProblem[];
  /** Data records in order, in batches. Throws `csv.unreadable`, `compare.cancelled`, `compare.file-changed`. */
  batches(): AsyncGenerator<readonly CsvRecord[]>;
}
