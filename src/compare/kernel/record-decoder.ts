import type { CsvRecord } from '../csv/csv-record.ts';
import type { Arena } from './arena.ts';
import type { KernelExports } from './exports.ts';
import type { TextBuffer } from './text-buffer.ts';

const CR = 13;

/** Makes texts of the records of one stretch, asked for in ascending order. */
export class RecordDecoder {
  readonly #kernel: KernelExports;
  readonly #address: number;
  readonly #bytes: Buffer;
  readonly #ends: Uint32Array;
  readonly #lasts: Uint32Array;
  readonly #quote: number;
  readonly #quoteText: string;
  #line: number;
  #counted = 0;

  constructor(kernel: KernelExports, arena: Arena, text: TextBuffer, { quote, line }: { readonly quote: number; readonly line: number }) {
    this.#kernel = kernel;
    this.#address = text.address;
    this.#bytes = Buffer.from(arena.memory.buffer, text.address, text.capacity + 64);
    this.#ends = arena.words(text.ends, text.capacity + 64);
    this.#lasts = arena.words(text.records, text.capacity + 64);
    this.#quote = quote;
    this.#quoteText = String.fromCharCode(quote);
    this.#line = line;
  }

  decode(nth: number, number: number): CsvRecord {
    const first = nth === 0 ? 0 : (this.#lasts[nth - 1] ?? 0) + 1;
    const last = this.#lasts[nth] ?? 0;
    let start = nth === 0 ? 0 : (this.#ends[first - 1] ?? 0) + 1;
    const line = this.#lineAt(start);
    const cells: string[] = [];
    const quotedEmpty: number[] = [];
    for (let field = first; field <= last; field++) {
      let end = this.#ends[field] ?? 0;
      const next = end + 1;
      if (field === last && end > start && this.#bytes[end - 1] === CR) end -= 1;
      if (end > start && this.#bytes[start] === this.#quote) {
        if (end - start === 2) quotedEmpty.push(cells.length);
        cells.push(this.#unquoted(start + 1, end - 1));
      } else cells.push(this.#bytes.toString('utf8', start, end));
      start = next;
    }
    return { number, line, cells, quotedEmpty };
  }

  #unquoted(start: number, end: number): string {
    const text = this.#bytes.toString('utf8', start, end);
    return text.includes(this.#quoteText) ? text.replaceAll(this.#quoteText + this.#quoteText, this.#quoteText) : text;
  }

  /** The line on which the record that begins at `offset` begins. */
  #lineAt(offset: number): number {
    this.#line += this.#kernel.lineEnds(this.#address + this.#counted, offset - this.#counted) >>> 0;
    this.#counted = offset;
    return this.#line;
  }
}
