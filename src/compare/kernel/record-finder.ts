import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Arena } from './arena.ts';
import type { KernelExports } from './exports.ts';
import type { RawKey } from './key-order.ts';
import { rawCells, recordStart } from './raw-cells.ts';
import { type Dialect, TextBuffer } from './text-buffer.ts';

const LF = 10;

/** Some records that follow each other. */
export interface FoundRecords {
  readonly count: number;
  /** Offset in the file. Of `count`: behind the last one. */
  startOf(nth: number): number;
  /** Undefined for a record that is ragged. */
  cellsOf(nth: number, places: readonly number[]): RawKey | undefined;
}

/**
 * Guesses where records begin in the middle of a file: where what follows has as many fields a record as the header, and well-placed quotes. Whoever reads
 * from there must see that what is before it ends there. Throws what the file system throws.
 */
export class RecordFinder {
  readonly #fd: number;
  readonly #size: number;
  readonly #dialect: Dialect;
  readonly #kernel: KernelExports;
  readonly #arena: Arena;
  readonly #text: TextBuffer;

  constructor(file: string, dialect: Dialect, kernel: KernelExports, arena: Arena, windowBytes: number) {
    this.#fd = openSync(file, 'r');
    this.#size = fstatSync(this.#fd).size;
    this.#dialect = dialect;
    this.#kernel = kernel;
    this.#arena = arena;
    this.#text = new TextBuffer(arena, kernel, dialect, windowBytes);
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** The beginning of the first record at or behind an offset above 0; undefined where that is not clear from the bytes that follow. */
  startAt(offset: number): number | undefined {
    const { address } = this.#text;
    const length = this.#load(offset - 1);
    const bytes = this.#arena.bytes;
    for (let at = bytes.indexOf(LF, address) + 1 - address; at > 0 && at < length; at = bytes.indexOf(LF, address + at) + 1 - address) {
      this.#kernel.countRecords(address + at, length - at);
      const { irregular, uneven, recordCount } = this.#kernel;
      if (irregular.value === 0 && uneven.value === 0 && recordCount.value !== 0) return offset - 1 + at;
    }
    return undefined;
  }

  /** The records from the beginning of one on. */
  recordsAt(start: number): FoundRecords {
    const text = this.#text;
    this.#kernel.findFields(text.address, this.#load(start));
    return {
      count: this.#kernel.irregular.value === 0 ? this.#kernel.recordCount.value >>> 0 : 0,
      startOf: (nth) => start + recordStart(this.#arena, text, this.#dialect, nth),
      cellsOf: (nth, places) => rawCells(this.#arena, text, this.#dialect, nth, places),
    };
  }

  #load(offset: number): number {
    const { address, capacity } = this.#text;
    // A file may be shorter than a byte order mark.
    const most = Math.min(capacity, Math.max(0, this.#size - offset));
    let length = 0;
    for (let read = 1; read > 0 && length < most; length += read) {
      read = readSync(this.#fd, this.#arena.bytes, address + length, most - length, offset + length);
    }
    return length;
  }
}
