import { CsvError, type Parser, parse } from 'csv-parse';
import { TwinrunError } from '../../model/error.ts';
import type { TableSource } from './csv-format.ts';
import type { CsvProblem } from './csv-problem.ts';
import { invalidUtf8, LONE_CR, malformed, RECORD_LIMIT, ragged, UTF16 } from './csv-problem.ts';
import type { CsvFacts, CsvRecord } from './csv-record.ts';
import { CsvScanner, type RecordTrace } from './csv-scanner.ts';
import { fileChunks } from './file-chunks.ts';
import type { QuotingStyle } from './quoting.ts';
import type { TableReader } from './table-reader.ts';
import { Utf8Check } from './utf8-check.ts';

/**
 * Reads a CSV file as a stream: strict quotes, text only, no relaxed option except that ragged records are let through so that they can be reported.
 * LF, CRLF and CR all end a record. Use once.
 */
export class CsvReader implements TableReader {
  /** Names of the columns as they stand; undefined until the first batch, and for an empty file. */
  header: readonly string[] | undefined;
  /** Data records read so far. */
  rows = 0;
  readonly #source: TableSource;
  readonly #signal: AbortSignal | undefined;
  readonly #chunkBytes: number | undefined;
  readonly #scanner: CsvScanner;
  readonly #utf8 = new Utf8Check();
  readonly #parser: Parser;
  #pending: string[][] = [];
  #traces: RecordTrace[] = [];
  #bom = false;
  #ragged: { count: number; first: { line: number; cells: number } } | undefined;
  #fatal: CsvProblem | undefined;

  /** `chunkBytes`: how much is read at once. */
  constructor(source: TableSource, signal?: AbortSignal, chunkBytes?: number) {
    const { delimiter, quote } = source.format;
    this.#source = source;
    this.#signal = signal;
    this.#chunkBytes = chunkBytes;
    this.#scanner = new CsvScanner(delimiter, quote);
    this.#parser = parse({
      delimiter,
      quote,
      escape: quote,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: RECORD_LIMIT,
      on_record: (record: string[]) => {
        this.#pending.push(record);
        return null;
      },
    });
    // Errors arrive by the callback of write and end.
    this.#parser.on('error', () => {});
  }

  /** Data records in order, in batches. Throws `csv.unreadable` when the file cannot be read, `cancelled` on abort. */
  async *batches(): AsyncGenerator<readonly CsvRecord[]> {
    let first = true;
    for await (const bytes of fileChunks(this.#source, this.#signal, this.#chunkBytes)) {
      const chunk = first ? this.#withoutBom(bytes) : bytes;
      first = false;
      if (this.#fatal !== undefined) return;
      this.#utf8.push(chunk);
      this.#scanner.push(chunk);
      await this.#feed((done) => this.#parser.write(chunk, done));
      yield this.#collect();
      if (this.#fatal !== undefined) return;
    }
    this.#utf8.end();
    this.#scanner.end();
    await this.#feed((done) => this.#parser.end(done));
    yield this.#collect();
  }

  /** Complete after the last batch. */
  get facts(): CsvFacts {
    return {
      bom: this.#bom,
      lineEnds: this.#scanner.lineEnds,
      finalNewline: this.#scanner.finalNewline,
      utf8: this.#utf8.invalidLine === undefined && this.#fatal !== UTF16,
      quotingOf: (column) => this.#scanner.quotingOf(column),
      ...(this.#source.origin === undefined ? {} : { origin: this.#source.origin }),
    };
  }

  /** How the names of the columns are quoted; known with the header. */
  get headerQuoting(): QuotingStyle {
    return this.#scanner.headerQuoting;
  }

  /** Complete after the last batch; one problem of a kind. */
  get problems(): readonly CsvProblem[] {
    const { cr, lf, crlf } = this.#scanner.lineEnds;
    const found = [...(this.#source.origin?.problems ?? []), ...(this.#fatal === undefined ? [] : [this.#fatal])];
    if (this.#utf8.invalidLine !== undefined) found.push(invalidUtf8(this.#lineOf(this.#utf8.invalidLine)));
    if (this.#ragged !== undefined) found.push(ragged(this.#ragged.count, this.header?.length ?? 0, this.#ragged.first));
    if (cr > 0 && lf + crlf > 0) found.push(LONE_CR);
    return found;
  }

  /** Takes a byte order mark off the first chunk. */
  #withoutBom(chunk: Buffer): Buffer {
    if ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff)) this.#fatal = UTF16;
    this.#bom = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    return this.#bom ? chunk.subarray(3) : chunk;
  }

  async #feed(step: (done: (error?: Error | null) => void) => void): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => step((error) => (error === undefined || error === null ? resolve() : reject(error))));
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      this.#traces = this.#traces.concat(this.#scanner.take());
      this.#fatal = malformed(error.code, this.#lineOf(this.#traces[this.#pending.length]?.line ?? this.#scanner.line));
    }
  }

  /** Joins what the parser and the scanner saw. They must agree: a defect here could hide a difference. */
  #collect(): CsvRecord[] {
    const traces = this.#scanner.take();
    this.#traces = this.#traces.length === 0 ? traces : this.#traces.concat(traces);
    const records: CsvRecord[] = [];
    for (const [index, cells] of this.#pending.entries()) {
      const trace = this.#traces[index];
      if (trace === undefined || trace.fields !== cells.length) throw this.#outOfStep(this.rows + 1);
      if (this.header === undefined) {
        this.header = cells;
        continue;
      }
      this.rows += 1;
      const line = this.#lineOf(trace.line);
      if (cells.length !== this.header.length) this.#noteRagged(line, cells.length);
      records.push({ number: this.rows, line, cells, quotedEmpty: trace.quotedEmpty });
    }
    this.#traces = this.#traces.slice(this.#pending.length);
    this.#pending = [];
    return records;
  }

  /** A line of the file as a side left it, which may have had no header. */
  #lineOf(line: number): number {
    return line - (this.#source.origin?.linesBefore ?? 0);
  }

  #noteRagged(line: number, cells: number): void {
    if (this.#ragged === undefined) this.#ragged = { count: 1, first: { line, cells } };
    else this.#ragged.count += 1;
  }

  #outOfStep(number: number): TwinrunError {
    return new TwinrunError({
      code: 'csv.out-of-step',
      message: `record ${number} is read in two ways`,
      at: { file: this.#source.name ?? this.#source.file },
      fix: 'This is a defect of Twinrun: report it with the record.',
    });
  }
}
