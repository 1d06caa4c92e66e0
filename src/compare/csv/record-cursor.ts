import type { TableSource } from './csv-format.ts';
import { CsvReader } from './csv-reader.ts';
import type { CsvRecord } from './csv-record.ts';

/** Reads a file forwards in stretches, once. */
export class RecordCursor {
  readonly #batches: AsyncGenerator<readonly CsvRecord[]>;
  #batch: readonly CsvRecord[] = [];
  #at = 0;
  #position = 0;

  constructor(source: TableSource, signal?: AbortSignal) {
    this.#batches = new CsvReader(source, signal).batches();
  }

  /** Number of the last record visited; 0 before the first. */
  get position(): number {
    return this.#position;
  }

  /** Calls `visit` for each record up to and including `last` (a record number). */
  async upTo(last: number, visit: (record: CsvRecord) => void): Promise<void> {
    for (;;) {
      for (let record = this.#batch[this.#at]; record !== undefined; record = this.#batch[this.#at]) {
        if (record.number > last) return;
        this.#at += 1;
        this.#position = record.number;
        visit(record);
        if (record.number === last) return;
      }
      const next = await this.#batches.next();
      if (next.done === true) return;
      this.#batch = next.value;
      this.#at = 0;
    }
  }

  async close(): Promise<void> {
    await this.#batches.return(undefined);
  }
}
