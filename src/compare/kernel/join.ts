import { closeSync, openSync, readSync } from 'node:fs';
import type { Arena } from './arena.ts';
import type { KernelExports } from './exports.ts';
import { COUNT_WORDS, type JoinReport, type JoinTask } from './join-task.ts';
import { NumberList } from './number-list.ts';
import { PARTITIONS, type RowExtents } from './row-blocks.ts';

/** The buffer of results: whole results of 12 bytes. */
const OUT = 12 << 12;
const COLUMN_WORDS = 2 * COUNT_WORDS;
const KINDS = { pair: 1, oneSided: 2, member: 3 } as const;

/** Rows at an address; or in a file, at an offset. */
interface RowStretch {
  readonly address: number;
  readonly bytes: number;
  readonly file?: string;
}

/** Brings the rows of partitions together by the kernel. Throws what the file system throws, and RangeError when 4 GiB do not suffice. */
export class Join {
  readonly #task: JoinTask;
  readonly #kernel: KernelExports;
  readonly #arena: Arena;
  readonly #out: number;
  readonly #columns: number;
  readonly #sides: readonly (readonly (readonly RowStretch[])[])[];
  #found = emptyLists();
  readonly #files = new Map<string, number>();
  #scratch = { address: 0, bytes: 0 };

  constructor(task: JoinTask, kernel: KernelExports, arena: Arena) {
    this.#task = task;
    this.#kernel = kernel;
    this.#arena = arena;
    const columnBytes = 4 * COLUMN_WORDS * Math.max(1, task.codes);
    this.#out = arena.allocate(OUT + columnBytes);
    this.#columns = this.#out + OUT;
    this.#sides = [byPartition(task.legacy), byPartition(task.candidate)];
  }

  close(): void {
    for (const fd of this.#files.values()) closeSync(fd);
    this.#files.clear();
  }

  /** The kernel's results are full. */
  drain(bytes: number): void {
    const words = this.#arena.words(this.#out, bytes / 4);
    for (let at = 0; at < words.length; at += 3) this.#take(words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0);
  }

  run(partitions: readonly number[]): JoinReport {
    const { keyed, codes, listed } = this.#task;
    this.#found = emptyLists();
    this.#arena.words(this.#columns, codes * COLUMN_WORDS).fill(0);
    this.#kernel.setJoin(Number(keyed), codes, this.#columns, this.#out, OUT, listed);
    for (const partition of partitions) this.#partition(partition);
    this.#kernel.flush();
    const { pairs, removed, added } = this.#found;
    return {
      pairs: pairs.all,
      removed: removed.all,
      added: added.all,
      members: { legacy: this.#found.legacy.all, candidate: this.#found.candidate.all },
      repeated: this.#kernel.repeated.value >>> 0,
      changed: this.#kernel.changed.value >>> 0,
      columns: this.#arena.words(this.#columns, this.#task.codes * COLUMN_WORDS).slice(),
    };
  }

  #take(kind: number, legacy: number, candidate: number): void {
    if (kind === KINDS.pair) {
      this.#found.pairs.push(candidate);
      this.#found.pairs.push(legacy);
    } else if (kind === KINDS.member) (legacy === 0 ? this.#found.candidate : this.#found.legacy).push(legacy === 0 ? candidate : legacy);
    else (legacy === 0 ? this.#found.added : this.#found.removed).push(legacy === 0 ? candidate : legacy);
  }

  #partition(partition: number): void {
    const size = this.#task.codes > 0 ? 12 + 4 * this.#task.codes : 16;
    const both = this.#sides.map((side) => side[partition] ?? []);
    const all = both.flat();
    const bytes = sum(all);
    if (bytes === 0) return;
    const rows = bytes / size;
    const slots = 2 ** Math.ceil(Math.log2(rows * 1.4 + 2));
    const { address } = this.#room(slots * 8 + (rows + 2) * 8 + sum(all.filter(({ file }) => file !== undefined)) + 16);
    const chain = address + slots * 8;
    let load = chain + Math.ceil(rows + 2) * 8;
    this.#kernel.beginPartition(address, slots, chain);
    for (const [side, stretches] of both.entries()) {
      for (const stretch of stretches) {
        if (stretch.file === undefined) this.#kernel.addRows(stretch.address, stretch.bytes, side);
        else {
          this.#load(stretch.file, stretch, load);
          this.#kernel.addRows(load, stretch.bytes, side);
          load += stretch.bytes;
        }
      }
    }
    this.#kernel.endPartition();
  }

  #load(file: string, { address, bytes }: RowStretch, at: number): void {
    const fd = this.#files.get(file) ?? openSync(file, 'r');
    this.#files.set(file, fd);
    for (let done = 0; done < bytes; ) {
      const read = readSync(fd, this.#arena.bytes, at + done, bytes - done, address + done);
      if (read === 0) throw new Error('rows that were put aside are gone');
      done += read;
    }
  }

  #room(bytes: number): { readonly address: number } {
    if (this.#scratch.bytes < bytes) this.#scratch = { address: this.#arena.allocate(bytes * 1.25), bytes: bytes * 1.25 };
    return this.#scratch;
  }
}

function byPartition(extents: readonly RowExtents[]): RowStretch[][] {
  const all = Array.from({ length: PARTITIONS }, (): RowStretch[] => []);
  for (const { inMemory, inFile, file } of extents) {
    for (let at = 0; at < inMemory.length; at += 3) all[inMemory[at] ?? 0]?.push({ address: inMemory[at + 1] ?? 0, bytes: inMemory[at + 2] ?? 0 });
    for (let at = 0; at < inFile.length; at += 3) all[inFile[at] ?? 0]?.push({ address: inFile[at + 1] ?? 0, bytes: inFile[at + 2] ?? 0, file });
  }
  return all;
}

function emptyLists() {
  return { pairs: new NumberList(), removed: new NumberList(), added: new NumberList(), legacy: new NumberList(), candidate: new NumberList() };
}

function sum(stretches: readonly RowStretch[]): number {
  return stretches.reduce((total, { bytes }) => total + bytes, 0);
}
