import type { TableSource } from './csv-format.ts';
import type { CsvRecord } from './csv-record.ts';
import { RecordCursor } from './record-cursor.ts';

/** Reads chosen records of one table again. */
export interface RecordReader {
  /** Calls `visit` for each of the wanted records (indexes from 0, ascending) that the table still has, in order. Throws `csv.unreadable`, `compare.cancelled`. */
  read(wanted: Uint32Array, visit: (record: CsvRecord) => void): Promise<void>;
  close(): Promise<void>;
}

/** Reads from the beginning of the file; goes on where the last reading ended when what is wanted lies behind it. */
export class SequentialReader implements RecordReader {
  readonly #source: TableSource;
  readonly #signal: AbortSignal | undefined;
  #cursor: RecordCursor | undefined;

  constructor(source: TableSource, signal?: AbortSignal) {
    this.#source = source;
    this.#signal = signal;
  }

  async read(wanted: Uint32Array, visit: (record: CsvRecord) => void): Promise<void> {
    const first = wanted[0];
    if (first === undefined) return;
    if (this.#cursor === undefined || first < this.#cursor.position) {
      await this.close();
      this.#cursor = new RecordCursor(this.#source, this.#signal);
    }
    let at = 0;
    await this.#cursor.upTo((wanted.at(-1) ?? 0) + 1, (record) => {
      if (wanted[at] !== record.number - 1) return;
      at += 1;
      visit(record);
    });
  }

  async close(): Promise<void> {
    await this.#cursor?.close();
    this.#cursor = undefined;
  }
}
