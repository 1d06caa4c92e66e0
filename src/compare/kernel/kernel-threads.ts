import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { builtFile } from '../../runtime/built-file.ts';
import { hashSecrets } from '../../runtime/ids.ts';
import { cancelled } from '../csv/file-chunks.ts';
import { sharedMemory } from './arena.ts';
import { SECRET_BYTES } from './exports.ts';
import { usualThreads } from './idle-workers.ts';
import type { KernelSizes } from './kernel-sizes.ts';
import { KernelThread } from './kernel-thread.ts';
import { KernelWork } from './kernel-work.ts';
import type { PieceAnswers, SharedWork } from './worker-protocol.ts';

const CHUNK = 1 << 20;
const BLOCK = 1 << 15;
/** Bytes of memory that do no harm when they stay for a while. */
const SMALL = 1 << 26;

let compiled: WebAssembly.Module | undefined;

/** The kernel, compiled once a process. Throws `runtime.not-built`. */
export function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(builtFile('compare/kernel/kernel.wasm')));
  return compiled;
}

/** Threads with one memory, of which the caller's is the first, and a private folder for what does not fit. End them by `close`. */
export class KernelThreads {
  /** The caller's own part. */
  readonly here: KernelWork;
  /** Made by who needs it first. */
  readonly #folder = join(tmpdir(), `twinrun-rows-${Buffer.from(hashSecrets(12)).toString('hex')}`);
  readonly #start: (nth: number) => KernelThread;
  readonly #threads: KernelThread[] = [];
  readonly #count: number;
  readonly #signal: AbortSignal | undefined;

  /** `memoryBytes`: most bytes of rows in memory, of all threads. */
  constructor(sizes: KernelSizes, memoryBytes: number, signal?: AbortSignal) {
    const { chunkBytes = CHUNK, blockBytes = BLOCK, threads = usualThreads() } = sizes;
    this.#count = threads;
    this.#signal = signal;
    const secrets = hashSecrets(SECRET_BYTES);
    const shared = { module: kernelModule(), memory: sharedMemory(), secrets, folder: this.#folder, chunkBytes, blockBytes };
    const setup = (nth: number) => ({ ...shared, name: String(nth), memoryBytes: memoryBytes / threads });
    this.here = new KernelWork(setup(0));
    this.#start = (nth) => new KernelThread(setup(nth), signal);
  }

  /** All pieces of some work, each done by the thread that is free first. Throws `compare.cancelled`, `kernel.ended`, and what a thread threw. */
  async share<T>(work: SharedWork): Promise<readonly T[]> {
    const numbers = new Int32Array(new SharedArrayBuffer(8));
    const helpers = Math.min(this.#count, work.pieces.length) - 1;
    const others = Array.from({ length: Math.max(0, helpers) }, (_, nth) => this.#thread(nth + 1).ask(work, numbers));
    // One that fails while this thread works is noticed below.
    for (const other of others) other.catch(() => {});
    const mine: (readonly [number, unknown])[] = [];
    for (const answer of this.here.take(work, numbers)) {
      mine.push(answer);
      await setImmediate();
      if (this.#signal?.aborted === true) throw cancelled(this.#signal.reason);
    }
    // A thread that has not even started by now has nothing to say.
    const answers = mine.length === work.pieces.length ? [mine] : [mine, ...(await Promise.all(others))];
    return inOrder<T>(answers);
  }

  async close(): Promise<void> {
    // What a thread holds of a memory is freed for sure with the thread only.
    const keep = this.here.arena.bytes.length <= SMALL;
    await Promise.all(this.#threads.map((thread) => thread?.close(keep)));
    if (existsSync(this.#folder)) rmSync(this.#folder, { recursive: true, force: true });
  }

  #thread(nth: number): KernelThread {
    const known = this.#threads[nth];
    if (known !== undefined) return known;
    const started = this.#start(nth);
    this.#threads[nth] = started;
    return started;
  }
}

function inOrder<T>(answers: readonly PieceAnswers[]): readonly T[] {
  return answers
    .flat()
    .toSorted(([a], [b]) => a - b)
    .map(([, answer]) => answer as T);
}
