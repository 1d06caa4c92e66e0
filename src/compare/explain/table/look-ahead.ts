import type { TableRecord } from '../hypothesis.ts';

export interface KeyedRecord {
  readonly record: TableRecord;
  /** The digest of its key, as a text to compare. */
  readonly key: string;
}

/** Reads records forwards and lets one see some of those that come. */
export class LookAhead {
  readonly #batches: AsyncIterator<readonly TableRecord[]>;
  readonly #keyOf: (record: TableRecord) => Buffer;
  #ahead: KeyedRecord[] = [];
  #at = 0;

  constructor(batches: AsyncIterable<readonly TableRecord[]>, keyOf: (record: TableRecord) => Buffer) {
    this.#batches = batches[Symbol.asyncIterator]();
    this.#keyOf = keyOf;
  }

  /** Makes `count` records visible, or what is left. */
  async fill(count: number): Promise<void> {
    while (this.#ahead.length - this.#at < count) {
      const next = await this.#batches.next();
      if (next.done === true) return;
      this.#ahead = this.#ahead.slice(this.#at).concat(next.value.map((record) => ({ record, key: this.#keyOf(record).toString('latin1') })));
      this.#at = 0;
    }
  }

  /** The record so many places ahead, of those that are visible. */
  at(ahead: number): KeyedRecord | undefined {
    return this.#ahead[this.#at + ahead];
  }

  skip(count: number): void {
    this.#at = Math.min(this.#at + count, this.#ahead.length);
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }
}
