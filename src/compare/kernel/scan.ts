import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { RECORD_LIMIT } from '../csv/csv-problem.ts';
import { incompleteTail } from '../csv/utf8-check.ts';
import type { Arena } from './arena.ts';
import { DEPTH, type KernelExports } from './exports.ts';
import { IndexNotes } from './index-notes.ts';
import type { RowBlocks } from './row-blocks.ts';
import { ScanTables } from './scan-tables.ts';
import type { ScanReport, ScanResult, ScanTask } from './scan-task.ts';
import { SectionNotes } from './section-notes.ts';
import { TextBuffer } from './text-buffer.ts';

const LF = 10;
const CR = 13;

/** What makes a file none for the kernel. */
class Irregular extends Error {}

/**
 * Reads a whole file by the kernel. What is not as it should be (misplaced quotes, a lone CR, bytes that are no UTF-8) is left to the careful reader:
 * `irregular`. Throws what the file system throws.
 */
export function scanFile(task: ScanTask, kernel: KernelExports, arena: Arena, blocks: RowBlocks, chunkBytes: number): ScanResult {
  const fd = openSync(task.file, 'r');
  try {
    return new Scan(task, kernel, arena, blocks, chunkBytes).run(fd);
  } catch (error) {
    if (error instanceof Irregular) return { irregular: error.message };
    throw error;
  } finally {
    closeSync(fd);
  }
}

class Scan {
  readonly #task: ScanTask;
  readonly #kernel: KernelExports;
  readonly #arena: Arena;
  readonly #blocks: RowBlocks;
  readonly #text: TextBuffer;
  readonly #tables: ScanTables;
  readonly #notes = new IndexNotes();
  readonly #sections: SectionNotes;
  /** Bytes in the text buffer; how many of them were checked to be UTF-8. */
  #length = 0;
  #checked = 0;
  #header = true;
  #ends = 0;
  #firstRagged: ScanReport['firstRagged'];

  constructor(task: ScanTask, kernel: KernelExports, arena: Arena, blocks: RowBlocks, chunkBytes: number) {
    this.#task = task;
    this.#kernel = kernel;
    this.#arena = arena;
    this.#blocks = blocks;
    this.#text = new TextBuffer(arena, kernel, task, chunkBytes);
    if (this.#keepsRows) blocks.begin(task.bound);
    this.#tables = new ScanTables(arena, kernel, task);
    this.#setRows();
    kernel.beginRows(task.partitionBits);
    this.#sections = new SectionNotes(arena, kernel, task);
  }

  run(fd: number): ScanReport {
    const bom = this.#begin(fd);
    let finalNewline = true;
    this.#take(false);
    for (;;) {
      const read = readSync(fd, this.#arena.bytes, this.#text.address + this.#length, this.#text.capacity - this.#length, null);
      this.#length += read;
      if (read === 0) {
        if (this.#length === 0) break;
        finalNewline = false;
        this.#close();
      }
      this.#take(read === 0);
      if (read === 0) break;
    }
    return this.#report(bom, finalNewline);
  }

  /** Reads the first bytes; whether they are a byte order mark. */
  #begin(fd: number): boolean {
    const { address, capacity } = this.#text;
    const bytes = this.#arena.bytes;
    for (let read = -1; this.#length < Math.min(3, capacity) && read !== 0; this.#length += read) {
      read = readSync(fd, bytes, address + this.#length, 3 - this.#length, null);
    }
    const [a, b, c] = bytes.subarray(address, address + 3);
    if (this.#length >= 2 && ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))) throw new Irregular('UTF-16');
    if (this.#length < 3 || a !== 0xef || b !== 0xbb || c !== 0xbf) return false;
    this.#length = 0;
    this.#notes.skip(3);
    return true;
  }

  /** Ends the last record, which has no line end of its own. */
  #close(): void {
    const bytes = this.#arena.bytes;
    const end = this.#text.address + this.#length;
    if (bytes[end - 1] === CR) throw new Irregular('a lone CR');
    bytes[end] = LF;
    this.#length += 1;
  }

  #checkUtf8(last: boolean): void {
    if (this.#kernel.beyondAscii.value === 0) {
      this.#checked = this.#length;
      return;
    }
    const text = this.#arena.bytes.subarray(this.#text.address + this.#checked, this.#text.address + this.#length);
    const whole = last ? text : text.subarray(0, text.length - incompleteTail(text));
    if (!isUtf8(whole)) throw new Irregular('no UTF-8');
    this.#checked += whole.length;
  }

  /** Takes all complete records, and moves what is left to the front. */
  #take(last: boolean): void {
    const { keep } = this.#task;
    const { address, capacity } = this.#text;
    const fields = this.#index();
    if (this.#kernel.irregular.value !== 0) throw new Irregular('misplaced quotes or a lone CR');
    this.#checkUtf8(last);
    const tail = this.#kernel.tail.value >>> 0;
    if (tail === 0) {
      if (last) throw new Irregular('a quote that is not closed');
      if (this.#length === capacity) this.#grow();
      return;
    }
    if (last && tail !== this.#length) throw new Irregular('a quote that is not closed');
    const known = this.#kernel.ragged.value;
    const before = this.#kernel.rows.value >>> 0;
    if (fields) this.#kernel.takeRecords(address, Number(this.#header));
    else if (keep === 'sums') this.#kernel.sumRecords(address, Number(this.#header));
    this.#sections.take();
    const records = this.#kernel.recordCount.value >>> 0;
    const inner = this.#kernel.innerLines.value >>> 0;
    if (known === 0 && this.#kernel.ragged.value !== 0) this.#noteRagged();
    this.#notes.add(before, tail, records + inner);
    this.#header = false;
    this.#ends += records;
    this.#arena.bytes.copyWithin(address, address + tail, address + this.#length);
    this.#length -= tail;
    this.#checked -= tail;
  }

  /** Finds the records of the text, and their fields where anybody asks for them: whether they were found. */
  #index(): boolean {
    const { keep, whole } = this.#task;
    const kernel = this.#kernel;
    const { address } = this.#text;
    const depth = keep === 'count' ? DEPTH.count : keep === 'sums' && whole && kernel.bareColumnsLeft() === 0 ? DEPTH.records : DEPTH.fields;
    kernel.indexText(address, this.#length, depth);
    if (depth === DEPTH.fields || kernel.uneven.value === 0) return depth === DEPTH.fields;
    if (keep === 'count') throw new Irregular('records of other lengths than the header');
    kernel.indexText(address, this.#length, DEPTH.fields);
    return true;
  }

  #grow(): void {
    if (this.#text.capacity >= RECORD_LIMIT) throw new Irregular('a very long record');
    this.#text.grow(this.#length);
    this.#setRows();
  }

  #setRows(): void {
    const { keep, whole } = this.#task;
    const table = this.#keepsRows ? this.#blocks.table : 0;
    this.#kernel.setRows(Number(keep === 'structure'), Number(whole && keep !== 'codes'), Number(keep === 'codes'), table, this.#text.canonical);
  }

  get #keepsRows(): boolean {
    return this.#task.keep === 'rows' || this.#task.keep === 'codes';
  }

  #noteRagged(): void {
    const { address } = this.#text;
    const before = this.#arena.bytes.subarray(address, address + (this.#kernel.firstRaggedAt.value >>> 0));
    this.#firstRagged = { line: this.#notes.line + lineEndsIn(before), cells: this.#kernel.firstRaggedFields.value };
  }

  #report(bom: boolean, finalNewline: boolean): ScanReport {
    const { crlf, emptyKeys, ragged, sumLow, sumHigh } = this.#kernel;
    return {
      rows: Math.max(0, this.#ends - 1),
      bom,
      crlf: crlf.value >>> 0,
      lf: this.#ends - (crlf.value >>> 0) - (finalNewline ? 0 : 1),
      finalNewline: finalNewline && this.#ends > 0,
      emptyKeys: emptyKeys.value >>> 0,
      ragged: ragged.value >>> 0,
      ...(this.#firstRagged === undefined ? {} : { firstRagged: this.#firstRagged }),
      ...this.#tables.quoting,
      sumLow: BigInt.asUintN(64, sumLow.value),
      sumHigh: BigInt.asUintN(64, sumHigh.value),
      index: this.#notes.index,
      ...(this.#keepsRows ? { extents: this.#blocks.end() } : {}),
      ...this.#sections.end(),
    };
  }
}

/** LF, CR and CRLF count as one each. */
function lineEndsIn(bytes: Uint8Array): number {
  let count = 0;
  for (const [at, byte] of bytes.entries()) if (byte === CR || (byte === LF && bytes[at - 1] !== CR)) count += 1;
  return count;
}
