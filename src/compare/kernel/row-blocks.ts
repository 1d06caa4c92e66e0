import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Arena } from './arena.ts';

export const PARTITIONS = 256;
const SLAB = 1 << 22;

/** Where the rows of one side lie, by partition in order of their records: first those in memory, then those in the file. Triples: partition, address or offset, bytes. */
export interface RowExtents {
  readonly inMemory: Uint32Array;
  readonly inFile: Float64Array;
  readonly file: string;
}

/** Gives a side's partitions blocks of memory to write rows into; beyond the bound, full blocks go to a file. */
export class RowBlocks {
  /** Address of the table of open blocks that the kernel writes by. */
  readonly table: number;
  readonly #arena: Arena;
  readonly #blockBytes: number;
  readonly #file: string;
  #bound = 0;
  #used = 0;
  #free: number[] = [];
  readonly #blocks: number[] = [];
  readonly #starts = new Uint32Array(PARTITIONS);
  #inMemory: number[] = [];
  #inFile: number[] = [];
  #fd: number | undefined;
  #written = 0;

  /** `blockBytes` need not be a multiple of a row. */
  constructor(arena: Arena, blockBytes: number, folder: string, name: string) {
    this.#arena = arena;
    this.#blockBytes = blockBytes;
    this.#file = join(folder, `${name}.rows`);
    this.table = arena.allocate(PARTITIONS * 8);
  }

  /** Forgets what was written. At most `bound` bytes stay in memory, and one block for each partition. */
  begin(bound: number): void {
    this.#bound = bound;
    this.#used = 0;
    this.#free = [...this.#blocks].reverse();
    this.#starts.fill(0);
    this.#inMemory = [];
    this.#inFile = [];
    this.#written = 0;
    this.#arena.words(this.table, PARTITIONS * 2).fill(0);
  }

  /** Makes room in a partition. */
  full(partition: number): void {
    const open = this.#arena.words(this.table + partition * 8, 2);
    const start = this.#starts[partition] ?? 0;
    const end = open[0] ?? 0;
    if (start === 0) this.#open(partition, this.#take());
    else if (this.#used < this.#bound) {
      this.#inMemory.push(partition, start, end - start);
      this.#open(partition, this.#take());
    } else {
      this.#spill(partition, start, end);
      this.#open(partition, start);
    }
  }

  /** All that was written. Rows of one partition that lie in memory may have been written after those in the file: the last block. */
  end(): RowExtents {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const start = this.#starts[partition] ?? 0;
      const end = this.#arena.words(this.table + partition * 8, 1)[0] ?? 0;
      if (start === 0 || end === start) continue;
      if (this.#fd === undefined) this.#inMemory.push(partition, start, end - start);
      else this.#spill(partition, start, end);
    }
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    return { inMemory: Uint32Array.from(this.#inMemory), inFile: Float64Array.from(this.#inFile), file: this.#file };
  }

  #open(partition: number, start: number): void {
    this.#starts[partition] = start;
    const open = this.#arena.words(this.table + partition * 8, 2);
    open[0] = start;
    open[1] = start + this.#blockBytes;
  }

  #take(): number {
    this.#used += this.#blockBytes;
    if (this.#free.length === 0) {
      const slab = this.#arena.allocate(Math.max(SLAB, this.#blockBytes));
      for (let at = 0; at + this.#blockBytes <= Math.max(SLAB, this.#blockBytes); at += this.#blockBytes) {
        this.#free.push(slab + at);
        this.#blocks.push(slab + at);
      }
      this.#free.reverse();
    }
    return this.#free.pop() ?? 0;
  }

  #spill(partition: number, start: number, end: number): void {
    this.#fd ??= openSync(this.#file, 'w', 0o600);
    const bytes = this.#arena.bytes;
    for (let at = start; at < end; ) at += writeSync(this.#fd, bytes, at, end - at);
    this.#inFile.push(partition, this.#written, end - start);
    this.#written += end - start;
  }
}
