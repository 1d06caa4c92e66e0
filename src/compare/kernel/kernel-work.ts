import { SIDES, type Side } from '../../model/side.ts';
import { Arena } from './arena.ts';
import { instantiate, type KernelExports } from './exports.ts';
import { Irregular } from './irregular.ts';
import { Join } from './join.ts';
import { Merge } from './merge.ts';
import { RowBlocks } from './row-blocks.ts';
import { Scan } from './scan.ts';
import type { SharedNumbers, SharedWork, WorkerSetup } from './worker-protocol.ts';

/** One thread's part in a comparison: takes pieces of what all threads share, until none is left. */
export class KernelWork {
  readonly arena: Arena;
  readonly kernels: Readonly<Record<Side, KernelExports>>;
  readonly #setup: WorkerSetup;
  readonly #blocks = new Map<Side, RowBlocks>();
  #drain: (bytes: number) => void = () => {};
  #close: () => void = () => {};

  constructor(setup: WorkerSetup) {
    const { memory, secrets } = setup;
    this.#setup = setup;
    this.arena = new Arena(memory);
    const seed = this.arena.allocate(secrets.byteLength);
    this.arena.bytes.set(secrets, seed);
    this.kernels = { legacy: this.#instance('legacy', seed), candidate: this.#instance('candidate', seed) };
  }

  /** One step a piece. Throws what the file system throws. */
  *take(work: SharedWork, numbers: SharedNumbers): Generator<readonly [piece: number, answer: unknown]> {
    const run = this.#runnerOf(work, numbers);
    try {
      for (let piece = Atomics.add(numbers, 0, 1); piece < work.pieces.length; piece = Atomics.add(numbers, 0, 1)) yield [piece, run(piece)];
    } finally {
      this.#close();
    }
  }

  #runnerOf(work: SharedWork, numbers: SharedNumbers): (piece: number) => unknown {
    if ('join' in work) {
      const join = new Join(work.join, this.kernels.legacy, this.arena);
      this.#drain = (bytes) => join.drain(bytes);
      this.#close = () => join.close();
      return (piece) => join.run(work.pieces[piece] ?? []);
    }
    this.#close = () => {
      for (const blocks of this.#blocks.values()) blocks.close();
    };
    const run = 'merge' in work ? this.#merging(work, numbers) : this.#scanning(work);
    return (piece) => {
      try {
        return run(piece);
      } catch (error) {
        if (!(error instanceof Irregular)) throw error;
        // Nothing of the others is of use any more.
        Atomics.store(numbers, 0, work.pieces.length);
        return { irregular: error.message };
      }
    };
  }

  #merging({ merge, pieces }: Extract<SharedWork, { merge: unknown }>, numbers: SharedNumbers): (piece: number) => unknown {
    const walk = new Merge(merge, this.kernels, this.arena, this.#setup.chunkBytes, numbers.subarray(1));
    this.#drain = (bytes) => walk.drain(bytes);
    return (nth) => {
      const piece = pieces[nth];
      return piece === undefined ? undefined : walk.run(piece);
    };
  }

  #scanning({ scan, pieces }: Extract<SharedWork, { scan: unknown }>): (piece: number) => unknown {
    const budget = { left: this.#setup.memoryBytes };
    const scans = new Map<Side, Scan>();
    for (const side of SIDES) {
      const task = scan[side];
      if (task === undefined) continue;
      const blocks = this.#blocksOf(side);
      blocks.begin(budget);
      scans.set(side, new Scan(task, this.kernels[side], this.arena, blocks, this.#setup.chunkBytes));
    }
    return (nth) => {
      const piece = pieces[nth];
      return piece === undefined ? undefined : scans.get(piece.side)?.run(piece);
    };
  }

  #instance(side: Side, seed: number): KernelExports {
    const { module, memory } = this.#setup;
    const kernel = instantiate(module, memory, {
      blockFull: (partition) => this.#blocks.get(side)?.full(partition),
      drain: (bytes) => this.#drain(bytes),
    });
    kernel.seed(seed);
    return kernel;
  }

  #blocksOf(side: Side): RowBlocks {
    const { blockBytes, folder, name } = this.#setup;
    const blocks = this.#blocks.get(side) ?? new RowBlocks(this.arena, blockBytes, folder, `${name}-${side}`);
    this.#blocks.set(side, blocks);
    return blocks;
  }
}
