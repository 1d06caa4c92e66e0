import { closeSync, openSync, readSync } from 'node:fs';
import type { Arena } from './arena.ts';
import type { Depth, KernelExports } from './exports.ts';
import { IndexNotes } from './index-notes.ts';
import { Irregular } from './irregular.ts';
import type { Stretch } from './stretch.ts';
import { type Dialect, TextBuffer } from './text-buffer.ts';

const LF = 10;
const CR = 13;
const MARK_BYTES = 3;
/** Longer records are not for the kernel: a buffer takes eleven times its text, for each side and thread, of 4 GiB in all. Bytes. */
const LONGEST = 8 << 20;

/** Reads stretches of a file, one text of whole records after another, and has the kernel find what lies where. Throws `Irregular`, and what the file system throws. */
export class TextReader {
  readonly text: TextBuffer;
  readonly #kernel: KernelExports;
  readonly #arena: Arena;
  #fd = -1;
  #stretch: Stretch = { from: 0, to: 0, first: true, last: true };
  #offset = 0;
  /** Bytes in the text buffer; how many of them are whole records that were given out. */
  #length = 0;
  #given = 0;
  #records = 0;
  #notes = new IndexNotes(0);
  #line = 1;
  #bom = false;
  #finalNewline = true;

  constructor(dialect: Dialect, kernel: KernelExports, arena: Arena, chunkBytes: number) {
    this.#kernel = kernel;
    this.#arena = arena;
    this.text = new TextBuffer(arena, kernel, dialect, chunkBytes);
  }

  open(file: string, stretch: Stretch): void {
    this.close();
    this.#fd = openSync(file, 'r');
    this.#stretch = stretch;
    this.#length = this.#given = this.#records = 0;
    this.#finalNewline = true;
    this.#bom = stretch.first && beginsWithMark(this.#fd);
    this.#offset = stretch.from + (this.#bom ? MARK_BYTES : 0);
    this.#notes = new IndexNotes(this.#offset);
  }

  close(): void {
    if (this.#fd !== -1) closeSync(this.#fd);
    this.#fd = -1;
  }

  get bom(): boolean {
    return this.#bom;
  }

  /** Whether the last record has a line end of its own. */
  get finalNewline(): boolean {
    return this.#finalNewline && this.#records > 0;
  }

  /** Records so far, with the header. */
  get records(): number {
    return this.#records;
  }

  /** The line on which the text that was given last begins, from 1 in the stretch. */
  get line(): number {
    return this.#line;
  }

  get notes(): IndexNotes {
    return this.#notes;
  }

  /** Whether the text that was given last begins with the file's header. */
  get holdsHeader(): boolean {
    return this.#stretch.first && this.#records === this.#kernel.recordCount.value >>> 0;
  }

  /** Whether no text follows. */
  get ended(): boolean {
    return this.#offset === this.#stretch.to && this.#given === this.#length;
  }

  /** The next text of at least one whole record, found to `depth`; false where none is left. */
  next(depth: Depth): boolean {
    this.#advance();
    while (!this.ended) {
      this.#read();
      this.#find(depth);
      if (this.#given > 0) return true;
      if (this.#length === this.text.capacity) this.#grow();
    }
    return false;
  }

  /** Finds the records of the same text to another depth. */
  again(depth: Depth): void {
    this.#kernel[depth](this.text.address, this.#given);
  }

  #read(): void {
    const { address, capacity } = this.text;
    const most = Math.min(capacity - this.#length, this.#stretch.to - this.#offset);
    const read = readSync(this.#fd, this.#arena.bytes, address + this.#length, most, this.#offset);
    if (read === 0) throw new Irregular('the file became shorter');
    this.#length += read;
    this.#offset += read;
  }

  #find(depth: Depth): void {
    const atEnd = this.#offset === this.#stretch.to;
    this.#index(depth);
    if (atEnd && this.tail !== this.#length) {
      if (!this.#stretch.last) throw new Irregular('cut inside a record');
      this.#closeRecord();
      this.#index(depth);
      if (this.tail !== this.#length) throw new Irregular('a quote that is not closed');
    }
    if (atEnd && this.#stretch.last) this.#expectEnd();
    this.#given = this.tail;
    if (this.#given === 0) return;
    this.#line = this.#notes.next;
    const { recordCount, markCount, innerLines } = this.#kernel;
    const marks = this.#arena.words(this.text.marks, markCount.value * 3);
    const records = recordCount.value >>> 0;
    this.#notes.addText(marks, [this.#given, records, innerLines.value >>> 0], this.#records - Number(this.#stretch.first));
    this.#records += records;
  }

  get tail(): number {
    return this.#kernel.tail.value >>> 0;
  }

  #index(depth: Depth): void {
    this.#kernel[depth](this.text.address, this.#length);
    if (this.#kernel.irregular.value !== 0) throw new Irregular('misplaced quotes or a lone CR');
    if (this.#kernel.foreign.value !== 0) throw new Irregular('no UTF-8');
  }

  /** Ends the last record, which has no line end of its own. */
  #closeRecord(): void {
    const bytes = this.#arena.bytes;
    const end = this.text.address + this.#length;
    if (bytes[end - 1] === CR) throw new Irregular('a lone CR');
    bytes[end] = LF;
    this.#length += 1;
    this.#finalNewline = false;
  }

  /** What grows meanwhile is not what was asked for. */
  #expectEnd(): void {
    if (readSync(this.#fd, Buffer.alloc(1), 0, 1, this.#stretch.to) > 0) throw new Irregular('the file became longer');
  }

  /** Moves what was not given out to the front. */
  #advance(): void {
    const { address } = this.text;
    this.#arena.bytes.copyWithin(address, address + this.#given, address + this.#length);
    this.#length -= this.#given;
    this.#given = 0;
  }

  #grow(): void {
    if (this.text.capacity >= LONGEST) throw new Irregular('a very long record');
    this.text.grow(this.#length);
  }
}

/** Whether a file begins with the byte order mark of UTF-8. */
function beginsWithMark(fd: number): boolean {
  const mark = Buffer.alloc(MARK_BYTES);
  const read = readSync(fd, mark, 0, MARK_BYTES, 0);
  const [a, b, c] = mark;
  if (read >= 2 && ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))) throw new Irregular('UTF-16');
  return read === MARK_BYTES && a === 0xef && b === 0xbb && c === 0xbf;
}
