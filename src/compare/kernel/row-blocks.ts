import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Arena } from './arena.ts';

export const PARTITIONS = 256;
const SLAB = 1 << 24;

/** Where the rows of one stretch lie, by partition in order of their records: first those in memory, then those in the file. Triples: partition, address or offset, bytes. */
export interface RowExtents {
  readonly inMemory: Uint32Array;
  readonly inFile: Float64Array;
  readonly file: string;
}

/** Bytes of rows that the sides of one thread may still keep in memory. */
export interface MemoryBudget {
  left: number;
}

/** Gives a side's partitions blocks of memory to write rows into; beyond the budget, blocks go to a file. */
export class RowBlocks {
  /** Address of the table of open blocks that the kernel writes by. */
  readonly table: number;
  /** The same table. A memory that grows keeps what was seen of it. */
  readonly #open: Uint32Array;
  readonly #arena: Arena;
  readonly #blockBytes: number;
  readonly #file: string;
  #budget: MemoryBudget = { left: 0 };
  #free: number[] = [];
  readonly #blocks: number[] = [];
  /** Of each partition's open block: where it begins, and where the rows of this stretch do. */
  readonly #floors = new Uint32Array(PARTITIONS);
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
    this.#open = arena.words(this.table, PARTITIONS * 2);
  }

  /** Forgets what was written. What goes beyond the budget is one block for each partition at most. */
  begin(budget: MemoryBudget): void {
    this.close();
    this.#budget = budget;
    this.#free = [...this.#blocks].reverse();
    this.#floors.fill(0);
    this.#starts.fill(0);
    this.#inMemory = [];
    this.#inFile = [];
    this.#written = 0;
    this.#open.fill(0);
  }

  /** Makes room in a partition. */
  full(partition: number): void {
    const floor = this.#floors[partition] ?? 0;
    if (floor !== 0 && this.#budget.left <= 0 && this.#ownsAll(partition)) {
      this.#spill(partition);
      return;
    }
    this.#keep(partition);
    this.#begin(partition, this.#take());
  }

  /** All that was written since the last stretch ended. Without memory left, none of it stays in blocks that the next stretch would fill up. */
  endPiece(): RowExtents {
    const used = this.#budget.left <= 0;
    for (let partition = 0; partition < PARTITIONS; partition++) {
      if (used && this.#ownsAll(partition)) this.#spill(partition);
      else {
        this.#keep(partition);
        if (used) this.#begin(partition, this.#take());
      }
    }
    const extents = { inMemory: Uint32Array.from(this.#inMemory), inFile: Float64Array.from(this.#inFile), file: this.#file };
    this.#inMemory = [];
    this.#inFile = [];
    return extents;
  }

  /** What was put aside can be read now. */
  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** Whether an open block holds rows of this stretch only. */
  #ownsAll(partition: number): boolean {
    return this.#floors[partition] === this.#starts[partition];
  }

  #end(partition: number): number {
    return this.#open[partition * 2] ?? 0;
  }

  #begin(partition: number, start: number): void {
    this.#floors[partition] = start;
    this.#starts[partition] = start;
    this.#open[partition * 2] = start;
    this.#open[partition * 2 + 1] = start + this.#blockBytes;
  }

  #take(): number {
    this.#budget.left -= this.#blockBytes;
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

  /** The rows of this stretch stay where they are. */
  #keep(partition: number): void {
    const start = this.#starts[partition] ?? 0;
    const end = this.#end(partition);
    if (end > start) this.#inMemory.push(partition, start, end - start);
    this.#starts[partition] = end;
  }

  #create(): number {
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    return openSync(this.#file, 'w', 0o600);
  }

  /** The block goes to the file, and is empty again. */
  #spill(partition: number): void {
    const start = this.#starts[partition] ?? 0;
    const end = this.#end(partition);
    if (end === start) return;
    this.#fd ??= this.#create();
    const bytes = this.#arena.bytes;
    for (let at = start; at < end; ) at += writeSync(this.#fd, bytes, at, end - at);
    this.#inFile.push(partition, this.#written, end - start);
    this.#written += end - start;
    this.#begin(partition, start);
  }
}
