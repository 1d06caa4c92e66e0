import type { TableSource } from '../csv/csv-format.ts';
import type { Arena } from './arena.ts';
import type { KernelExports } from './exports.ts';

/** Room for the longest load behind a text. */
const SLACK = 128;

/** How a text is to be read: character codes, and the number of columns. */
export interface Dialect {
  readonly delimiter: number;
  readonly quote: number;
  readonly columns: number;
}

/** How the kernel is to read a table with `columns` columns. */
export function dialectOf({ format }: TableSource, columns: number): Dialect {
  return { delimiter: format.delimiter.charCodeAt(0), quote: format.quote.charCodeAt(0), columns };
}

/** The kernel's buffers for a text and its index; they grow with the longest record. */
export class TextBuffer {
  readonly #arena: Arena;
  readonly #kernel: KernelExports;
  readonly #dialect: Dialect;
  /** Where the text lies, and how long it may be. */
  address = 0;
  capacity = 0;
  /** Where the kernel notes the ends of fields, and of each record the last of them. */
  ends = 0;
  records = 0;
  /** Where it notes places between records: words of 32 bits, three for each (see `setIndexBuffers`). */
  marks = 0;
  /** As long as the text: for records in another form. */
  canonical = 0;

  constructor(arena: Arena, kernel: KernelExports, dialect: Dialect, capacity: number) {
    this.#arena = arena;
    this.#kernel = kernel;
    this.#dialect = dialect;
    kernel.setDialect(dialect.delimiter, dialect.quote, dialect.columns);
    this.#allocate(capacity);
  }

  /** Twice the room; the first `kept` bytes stay. */
  grow(kept: number): void {
    const old = this.address;
    this.#allocate(this.capacity * 2);
    this.#arena.bytes.copyWithin(this.address, old, old + kept);
  }

  #allocate(capacity: number): void {
    const index = 4 * (capacity + SLACK);
    this.capacity = capacity;
    this.address = this.#arena.allocate(3 * (capacity + SLACK) + 2 * index + capacity / 8 + capacity / 4096 + capacity / 16 + 5 * SLACK) + 64;
    this.canonical = this.address + capacity + SLACK;
    const scratch = this.canonical + capacity + SLACK;
    this.ends = Math.ceil((scratch + capacity + SLACK) / 8) * 8;
    this.records = this.ends + index;
    const quotes = this.records + index;
    this.marks = quotes + Math.ceil((capacity / 8 + SLACK) / 8) * 8;
    const wides = this.marks + Math.ceil((capacity / 4096 + SLACK) / 8) * 8;
    this.#kernel.setIndexBuffers(this.ends, this.records, quotes, this.marks, wides);
    this.#kernel.setFieldDialect(this.#dialect.delimiter, this.#dialect.quote, scratch);
  }
}
