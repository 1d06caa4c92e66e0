import type { TableSource } from '../csv/csv-format.ts';
import type { CsvProblem } from '../csv/csv-problem.ts';
import type { CsvFacts, CsvRecord } from '../csv/csv-record.ts';
import type { RecordReader } from '../csv/record-reader.ts';
import type { TableReader } from '../csv/table-reader.ts';
import { tableTask } from './kernel-columns.ts';
import { KernelReader } from './kernel-reader.ts';
import { scanFiles } from './kernel-scans.ts';
import { KernelThreads } from './kernel-threads.ts';
import { factsOf, problemsOf } from './scan-facts.ts';
import type { ScanReport } from './scan-task.ts';

/** A large, regular file, read as a stream at several times the speed of csv-parse; use once. */
export class KernelTable implements TableReader {
  readonly header: readonly string[];
  readonly #source: TableSource;
  readonly #scan: ScanReport;
  readonly #signal: AbortSignal | undefined;

  private constructor(source: TableSource, header: readonly string[], scan: ScanReport, signal: AbortSignal | undefined) {
    this.#source = source;
    this.header = header;
    this.#scan = scan;
    this.#signal = signal;
  }

  /** Undefined where the careful reader must look. Throws `compare.cancelled`. */
  static async open(source: TableSource, header: readonly string[], signal?: AbortSignal): Promise<KernelTable | undefined> {
    const threads = new KernelThreads({}, 0, signal);
    try {
      const scan = await scanFiles({ legacy: tableTask(source, header.length, 'structure') }, threads, {});
      const report = scan?.get('legacy')?.report;
      return report === undefined ? undefined : new KernelTable(source, header, report, signal);
    } finally {
      await threads.close();
    }
  }

  get rows(): number {
    return this.#scan.rows;
  }

  get facts(): CsvFacts {
    return factsOf(this.#source, this.#scan);
  }

  get problems(): readonly CsvProblem[] {
    return problemsOf(this.#source, this.header.length, this.#scan);
  }

  async *batches(): AsyncGenerator<readonly CsvRecord[]> {
    const reader = new KernelReader(this.#source, this.#scan.index, this.#signal);
    try {
      yield* reader.stretches();
    } finally {
      await reader.close();
    }
  }

  /** Reads chosen records again. */
  again(): RecordReader {
    return new KernelReader(this.#source, this.#scan.index, this.#signal);
  }
}
