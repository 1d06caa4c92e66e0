import { type LineEndCounts, LineEnds } from './line-ends.ts';
import { type QuotingStyle, QuotingTally } from './quoting.ts';

const LF = 10;
const CR = 13;

/** What the bytes of one record tell beside its values. */
export interface RecordTrace {
  /** Line on which the record begins, from 1. */
  readonly line: number;
  readonly fields: number;
  /** Indexes of the fields that are written as `""`. */
  readonly quotedEmpty: readonly number[];
}

const NONE: readonly number[] = [];

/**
 * Walks over the bytes of a CSV file beside the parser and notes what parsing loses: which empty fields were quoted, line ends, quoting style.
 * csv-parse offers the first in its cast context, at five times the cost of the whole parsing. The scanner presumes well-formed quotes:
 * where they are not, the parser stops. Reader and scanner check each other, record by record.
 */
export class CsvScanner {
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #traces: RecordTrace[] = [];
  readonly #lineEnds = new LineEnds();
  readonly #quoting = new QuotingTally();
  readonly #headerQuoting = new QuotingTally();
  #line = 1;
  #recordLine = 1;
  #records = 0;
  #field = 0;
  #quotedEmpty: number[] | undefined;
  #quoted = false;
  #inside = false;
  #length = 0;
  #special = false;
  #afterCr = false;
  #open = false;

  constructor(delimiter: string, quote: string) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#quote = quote.charCodeAt(0);
  }

  push(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (this.#inside) this.#insideQuotes(byte);
      else this.#outsideQuotes(byte);
    }
  }

  end(): void {
    if (this.#open) this.#endRecord();
  }

  /** Traces of the records completed since the last call, in order. */
  take(): RecordTrace[] {
    return this.#traces.splice(0);
  }

  get lineEnds(): LineEndCounts {
    return this.#lineEnds.counts;
  }

  /** Whether the last record ends with a line end. */
  get finalNewline(): boolean {
    return !this.#open && this.#records > 0;
  }

  /** Line of the record that is being read. */
  get line(): number {
    return this.#recordLine;
  }

  quotingOf(column: number): QuotingStyle {
    return this.#quoting.styleOf(column);
  }

  /** How the names of the columns are quoted, as one column. */
  get headerQuoting(): QuotingStyle {
    return this.#headerQuoting.styleOf(0);
  }

  #insideQuotes(byte: number): void {
    if (byte === this.#quote) {
      this.#inside = false;
      return;
    }
    this.#length += 1;
    if (byte === LF || byte === CR) {
      if (!(byte === LF && this.#afterCr)) this.#line += 1;
      this.#special = true;
    } else if (byte === this.#delimiter) this.#special = true;
    this.#afterCr = byte === CR;
  }

  #outsideQuotes(byte: number): void {
    if (byte === LF && this.#afterCr && !this.#open) {
      this.#afterCr = false;
      this.#lineEnds.lfAfterCr();
      return;
    }
    this.#afterCr = false;
    if (byte === LF || byte === CR) {
      this.#endRecord();
      this.#lineEnds.end(byte);
      this.#line += 1;
      this.#recordLine = this.#line;
      this.#afterCr = byte === CR;
      this.#open = false;
      return;
    }
    this.#open = true;
    if (byte === this.#delimiter) this.#endField();
    else if (byte === this.#quote) this.#quoteOutside();
    else this.#length += 1;
  }

  /** Opens a quoted field, or is the second half of a doubled quote. */
  #quoteOutside(): void {
    if (this.#quoted) {
      this.#length += 1;
      this.#special = true;
    }
    this.#quoted = true;
    this.#inside = true;
  }

  #endField(): void {
    if (this.#length > 0) {
      if (!this.#special) {
        if (this.#records > 0) this.#quoting.add(this.#field, this.#quoted);
        else this.#headerQuoting.add(0, this.#quoted);
      }
    } else if (this.#quoted) {
      this.#quotedEmpty ??= [];
      this.#quotedEmpty.push(this.#field);
    }
    this.#field += 1;
    this.#length = 0;
    this.#quoted = false;
    this.#special = false;
  }

  #endRecord(): void {
    this.#endField();
    this.#traces.push({ line: this.#recordLine, fields: this.#field, quotedEmpty: this.#quotedEmpty ?? NONE });
    this.#records += 1;
    this.#field = 0;
    this.#quotedEmpty = undefined;
  }
}
