import { closeSync, openSync, readSync } from 'node:fs';
import type { Arena } from './arena.ts';
import type { KernelExports } from './exports.ts';
import type { JoinReport, JoinTask } from './join-task.ts';
import { NumberList } from './number-list.ts';
import { PARTITIONS, type RowExtents } from './row-blocks.ts';

/** The buffer of results: whole results of 12 bytes. */
const OUT = 12 << 12;
const COLUMN_WORDS = 6;
const KINDS = { pair: 1, oneSided: 2, member: 3 } as const;

interface Stretch {
  readonly address: number;
  readonly bytes: number;
}

/** Brings the rows of some partitions together by the kernel. Throws what the file system throws, and RangeError when 4 GiB do not suffice. */
export class Join {
  readonly #task: JoinTask;
  readonly #kernel: KernelExports;
  readonly #arena: Arena;
  readonly #out: number;
  readonly #columns: number;
  readonly #found = {
    pairs: new NumberList(),
    removed: new NumberList(),
    added: new NumberList(),
    legacy: new NumberList(),
    candidate: new NumberList(),
  };
  #scratch = { address: 0, bytes: 0 };

  constructor(task: JoinTask, kernel: KernelExports, arena: Arena) {
    this.#task = task;
    this.#kernel = kernel;
    this.#arena = arena;
    const columnBytes = 4 * COLUMN_WORDS * Math.max(1, task.codes);
    this.#out = arena.allocate(OUT + columnBytes);
    this.#columns = this.#out + OUT;
    kernel.setJoin(Number(task.keyed), task.codes, this.#columns, this.#out, OUT, task.listed);
  }

  /** The kernel's results are full. */
  drain(bytes: number): void {
    const words = this.#arena.words(this.#out, bytes / 4);
    for (let at = 0; at < words.length; at += 3) this.#take(words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0);
  }

  run(): JoinReport {
    const { legacy, candidate, nth, of } = this.#task;
    const sides = [byPartition(legacy), byPartition(candidate)] as const;
    for (let partition = nth; partition < PARTITIONS; partition += of)
      this.#partition(sides[0][partition] ?? NOTHING, sides[1][partition] ?? NOTHING);
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

  #partition(legacy: Extents, candidate: Extents): void {
    const size = this.#task.codes > 0 ? 12 + 4 * this.#task.codes : 16;
    const bytes = sum(legacy.inMemory) + sum(legacy.inFile) + sum(candidate.inMemory) + sum(candidate.inFile);
    if (bytes === 0) return;
    const rows = bytes / size;
    const slots = 2 ** Math.ceil(Math.log2(rows * 1.4 + 2));
    const fromFile = sum(legacy.inFile) + sum(candidate.inFile);
    const { address } = this.#room(slots * 16 + (rows + 2) * 8 + fromFile + 16);
    const chain = address + slots * 16;
    let load = chain + Math.ceil(rows + 2) * 8;
    this.#kernel.beginPartition(address, slots, chain);
    for (const [side, extents] of [legacy, candidate].entries()) {
      for (const stretch of extents.inMemory) this.#kernel.addRows(stretch.address, stretch.bytes, side);
      load = this.#fromFile(extents, load, side);
    }
    this.#kernel.endPartition();
  }

  #fromFile(extents: Extents, load: number, side: number): number {
    if (extents.inFile.length === 0) return load;
    const fd = openSync(extents.file, 'r');
    let at = load;
    try {
      for (const { address, bytes } of extents.inFile) {
        for (let done = 0; done < bytes; ) {
          const read = readSync(fd, this.#arena.bytes, at + done, bytes - done, address + done);
          if (read === 0) throw new Error('rows that were put aside are gone');
          done += read;
        }
        this.#kernel.addRows(at, bytes, side);
        at += bytes;
      }
    } finally {
      closeSync(fd);
    }
    return at;
  }

  #room(bytes: number): { readonly address: number } {
    if (this.#scratch.bytes < bytes) this.#scratch = { address: this.#arena.allocate(bytes * 1.25), bytes: bytes * 1.25 };
    return this.#scratch;
  }
}

interface Extents {
  readonly inMemory: readonly Stretch[];
  /** Addresses are offsets in `file`. */
  readonly inFile: readonly Stretch[];
  readonly file: string;
}

const NOTHING: Extents = { inMemory: [], inFile: [], file: '' };

function byPartition({ inMemory, inFile, file }: RowExtents): Extents[] {
  const all = Array.from({ length: PARTITIONS }, () => ({ inMemory: [] as Stretch[], inFile: [] as Stretch[], file }));
  for (let at = 0; at < inMemory.length; at += 3)
    all[inMemory[at] ?? 0]?.inMemory.push({ address: inMemory[at + 1] ?? 0, bytes: inMemory[at + 2] ?? 0 });
  for (let at = 0; at < inFile.length; at += 3) all[inFile[at] ?? 0]?.inFile.push({ address: inFile[at + 1] ?? 0, bytes: inFile[at + 2] ?? 0 });
  return all;
}

function sum(stretches: readonly Stretch[]): number {
  return stretches.reduce((total, { bytes }) => total + bytes, 0);
}
