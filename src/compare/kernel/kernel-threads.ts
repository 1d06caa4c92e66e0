import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { TwinrunError } from '../../model/error.ts';
import { builtFile } from '../../runtime/built-file.ts';
import { hashSecrets } from '../../runtime/ids.ts';
import { cancelled } from '../csv/file-chunks.ts';
import { sharedMemory } from './arena.ts';
import type { JoinReport, JoinTask } from './join-task.ts';
import type { KernelSizes } from './kernel-sizes.ts';
import type { PartsTask } from './parts.ts';
import type { RowExtents } from './row-blocks.ts';
import type { ScanResult, ScanTask } from './scan-task.ts';
import type { WorkerRequest, WorkerSetup } from './worker-protocol.ts';

const CHUNK = 1 << 18;
const BLOCK = 1 << 15;

let compiled: WebAssembly.Module | undefined;

/** The kernel, compiled once a process. Throws `runtime.not-built`. */
export function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(builtFile('compare/kernel/kernel.wasm')));
  return compiled;
}

/** Workers that were started before it was known what for. */
const warm: Worker[] = [];

/** Starts the threads of one comparison now, which takes as long as a few hundred megabytes take to be read. They keep no process alive. */
export function warmKernel(threads = 2): void {
  while (warm.length < threads) {
    const worker = newWorker();
    worker.unref();
    warm.push(worker);
  }
}

function newWorker(): Worker {
  return new Worker(builtFile('compare/kernel/worker.js'));
}

/** One thread of the kernel. */
class KernelThread {
  readonly #worker: Worker;
  readonly #signal: AbortSignal | undefined;
  #busy = false;

  constructor(setup: WorkerSetup, signal: AbortSignal | undefined) {
    this.#worker = warm.shift() ?? newWorker();
    this.#worker.ref();
    this.#worker.postMessage({ setup } satisfies WorkerRequest);
    this.#signal = signal;
  }

  /** Throws `compare.cancelled`, `kernel.ended` (fault), and what the thread threw. */
  ask<T>(request: WorkerRequest): Promise<T> {
    const worker = this.#worker;
    const signal = this.#signal;
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        worker.removeListener('message', done).removeListener('error', failed).removeListener('exit', ended);
        signal?.removeEventListener('abort', cancel);
        end();
      };
      const done = (answer: T) => {
        this.#busy = false;
        settle(() => resolve(answer));
      };
      const failed = (error: Error) => settle(() => reject(error));
      // Nothing would be waited for any more, and the process would end without a word.
      const ended = (code: number) => settle(() => reject(threadEnded(code)));
      const cancel = () => settle(() => reject(cancelled(signal?.reason)));
      if (signal?.aborted === true) {
        reject(cancelled(signal.reason));
        return;
      }
      signal?.addEventListener('abort', cancel, { once: true });
      worker.once('message', done).once('error', failed).once('exit', ended).postMessage(request);
      this.#busy = true;
    });
  }

  /** One that works may still write: it is waited for. */
  async close(): Promise<void> {
    const ended = this.#worker.terminate();
    if (this.#busy) await ended;
  }
}

function threadEnded(code: number): TwinrunError {
  return new TwinrunError({
    code: 'kernel.ended',
    class: 'fault',
    message: 'a thread that compares ended without an answer',
    expected: 'an answer',
    received: `exit code ${code}`,
    fix: 'Was Twinrun installed or built anew meanwhile? Run again; if it happens again, report it.',
  });
}

/** Threads with one memory, one a side, and a private folder for what does not fit. End them by `close`. */
export class KernelThreads {
  readonly #folder = mkdtempSync(join(tmpdir(), 'twinrun-rows-'));
  readonly #start: (nth: number) => KernelThread;
  readonly #threads: KernelThread[] = [];
  readonly #count: number;

  constructor(sizes: KernelSizes = {}, signal?: AbortSignal) {
    const { chunkBytes = CHUNK, blockBytes = BLOCK, threads = 2 } = sizes;
    this.#count = threads;
    const secrets = hashSecrets(96);
    const setup = { module: kernelModule(), memory: sharedMemory(), secrets, folder: this.#folder, chunkBytes, blockBytes };
    this.#start = (nth) => new KernelThread({ ...setup, name: String(nth) }, signal);
  }

  /** Starts the threads now, so that they are there when they are needed. */
  begin(): void {
    for (let nth = 0; nth < this.#count; nth++) this.#thread(nth);
  }

  /** Reads one file, in the first thread. */
  async scan(task: ScanTask): Promise<ScanResult> {
    return await this.#thread(0).ask<ScanResult>({ scan: task });
  }

  /** Reads both sides. */
  async scanBoth(legacy: ScanTask, candidate: ScanTask): Promise<readonly [ScanResult, ScanResult]> {
    return await this.#askBoth<ScanResult>({ scan: legacy }, { scan: candidate });
  }

  /** Reads some records of both sides again; undefined for a file that is not what it was. */
  async scanParts(legacy: PartsTask, candidate: PartsTask): Promise<readonly [RowExtents | undefined, RowExtents | undefined]> {
    return await this.#askBoth<RowExtents | undefined>({ parts: legacy }, { parts: candidate });
  }

  /** Brings both sides together, each thread its share of the partitions. */
  async join(task: Omit<JoinTask, 'nth' | 'of'>): Promise<readonly JoinReport[]> {
    const share = (nth: number) => this.#thread(nth).ask<JoinReport>({ join: { ...task, nth, of: this.#count } });
    return await Promise.all(Array.from({ length: this.#count }, (_, nth) => share(nth)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** At the same time where there are threads for it. */
  async #askBoth<T>(legacy: WorkerRequest, candidate: WorkerRequest): Promise<readonly [T, T]> {
    const first = this.#thread(0).ask<T>(legacy);
    if (this.#count > 1) return await Promise.all([first, this.#thread(1).ask<T>(candidate)]);
    return [await first, await this.#thread(0).ask<T>(candidate)];
  }

  #thread(nth: number): KernelThread {
    const known = this.#threads[nth];
    if (known !== undefined) return known;
    const started = this.#start(nth);
    this.#threads[nth] = started;
    return started;
  }
}
