import type { Layout } from './layout.ts';

const LF = 10;
const CR = 13;

/** A file's records as bytes, header included, so that one can be changed and all others stay as they are. Text of cells is Latin-1: one letter a byte. */
export class RawRecords {
  readonly bytes: Buffer;
  readonly layout: Layout;
  /** Names of the columns; empty where a record has no cells that can be told apart. */
  readonly columns: readonly string[];
  readonly #starts: number[];
  readonly #first: number;

  constructor(bytes: Buffer, layout: Layout) {
    this.bytes = bytes;
    this.layout = layout;
    this.#starts = startsOf(bytes, layout.quote?.charCodeAt(0));
    this.#first = layout.header ? 1 : 0;
    this.columns = layout.names ?? (layout.header && this.#starts.length > 0 ? this.#header() : []);
  }

  /** Data records. */
  get count(): number {
    return Math.max(0, this.#starts.length - this.#first);
  }

  /** Bytes before the first data record. */
  get head(): Buffer {
    return this.bytes.subarray(0, this.startOf(0));
  }

  /** Where a data record begins, from 0; the number of records gives the end of the file. */
  startOf(record: number): number {
    return this.#starts[record + this.#first] ?? this.bytes.length;
  }

  /** The bytes of a data record with its line end. */
  line(record: number): Buffer {
    return this.bytes.subarray(this.startOf(record), this.startOf(record + 1));
  }

  /** The cells of a data record as they are written, quotes included. */
  cells(record: number): string[] {
    return splitCells(this.#body(this.line(record)), this.layout);
  }

  /** The file with other cells in one record. */
  withCells(record: number, cells: readonly string[]): Buffer {
    return this.with(record, this.lineOf(record, cells));
  }

  /** The file with other bytes in place of a data record; none remove it. */
  with(record: number, line: Buffer): Buffer {
    return Buffer.concat([this.bytes.subarray(0, this.startOf(record)), line, this.bytes.subarray(this.startOf(record + 1))]);
  }

  /** A record of these cells, with the line end of the record in whose place it stands. */
  lineOf(record: number, cells: readonly string[]): Buffer {
    const line = this.line(record);
    const end = line.subarray(this.#body(line).length);
    return Buffer.concat([Buffer.from(cells.join(this.layout.delimiter ?? ''), 'latin1'), end]);
  }

  /** The header with its cells in another form. */
  headWith(change: (cells: readonly string[]) => readonly string[]): Buffer {
    const start = this.#starts[0] ?? 0;
    const line = this.bytes.subarray(start, this.startOf(0));
    const body = this.#body(line);
    const cells = change(splitCells(body, this.layout));
    return Buffer.concat([this.bytes.subarray(0, start), Buffer.from(cells.join(this.layout.delimiter ?? ''), 'latin1'), line.subarray(body.length)]);
  }

  #header(): readonly string[] {
    const line = this.bytes.subarray(this.#starts[0] ?? 0, this.startOf(0));
    return splitCells(this.#body(line), this.layout).map((raw) => Buffer.from(textOf(raw, this.layout), 'latin1').toString('utf8'));
  }

  #body(line: Buffer): string {
    let end = line.length;
    if (line[end - 1] === LF) end -= 1;
    if (line[end - 1] === CR) end -= 1;
    return line.toString('latin1', 0, end);
  }
}

/** The text of a cell as it is written. */
export function textOf(raw: string, { quote }: Layout): string {
  if (quote === undefined || raw.length < 2 || !raw.startsWith(quote) || !raw.endsWith(quote)) return raw;
  return raw.slice(1, -1).replaceAll(quote + quote, quote);
}

/** A cell with another text, quoted as it was, or where the text needs it. */
export function rawOf(text: string, was: string, { quote, delimiter }: Layout): string {
  if (quote === undefined) return text;
  const needs = was.startsWith(quote) || text.includes(quote) || /[\r\n]/.test(text) || (delimiter !== undefined && text.includes(delimiter));
  return needs ? quote + text.replaceAll(quote, quote + quote) + quote : text;
}

function splitCells(body: string, { delimiter, quote }: Layout): string[] {
  if (delimiter === undefined) return [body];
  const cells: string[] = [];
  let [start, inside] = [0, false];
  for (let at = 0; at < body.length; at += 1) {
    const letter = body[at];
    if (letter === quote) inside = !inside;
    else if (letter === delimiter && !inside) {
      cells.push(body.slice(start, at));
      start = at + 1;
    }
  }
  cells.push(body.slice(start));
  return cells;
}

/** Where records begin: after a line end outside of quotes. A byte order mark belongs to none. */
function startsOf(bytes: Buffer, quote: number | undefined): number[] {
  const starts: number[] = [];
  const first = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (bytes.length > first) starts.push(first);
  let inside = false;
  for (let at = first; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) inside = !inside;
    else if (inside) continue;
    else if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) if (at + 1 < bytes.length) starts.push(at + 1);
  }
  return starts;
}
