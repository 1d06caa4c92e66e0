import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { builtFile } from '../../runtime/built-file.ts';
import { cancelled } from '../file-chunks.ts';
import { sharedMemory } from './arena.ts';
import type { JoinReport, JoinTask } from './join-task.ts';
import type { KernelSizes } from './kernel-sizes.ts';
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

/** Two threads with one memory, one a side, and a private folder for what does not fit. End them by `close`. */
export class KernelThreads {
  readonly #folder = mkdtempSync(join(tmpdir(), 'twinrun-rows-'));
  readonly #workers: readonly [Worker, Worker];
  readonly #signal: AbortSignal | undefined;

  constructor(sizes: KernelSizes, signal?: AbortSignal) {
    this.#signal = signal;
    const setup = { module: kernelModule(), memory: sharedMemory(), secrets: new Uint8Array(randomBytes(96)), folder: this.#folder };
    const { chunkBytes = CHUNK, blockBytes = BLOCK } = sizes;
    const start = (name: string) => {
      const workerData: WorkerSetup = { ...setup, name, chunkBytes, blockBytes };
      return new Worker(builtFile('compare/kernel/worker.js'), { workerData });
    };
    this.#workers = [start('legacy'), start('candidate')];
  }

  /** Reads one file, in the first thread. */
  async scan(task: ScanTask): Promise<ScanResult> {
    return await this.#ask<ScanResult>(0, { scan: task });
  }

  /** Reads both sides at the same time. */
  async scanBoth(legacy: ScanTask, candidate: ScanTask): Promise<readonly [ScanResult, ScanResult]> {
    return await Promise.all([this.#ask<ScanResult>(0, { scan: legacy }), this.#ask<ScanResult>(1, { scan: candidate })]);
  }

  /** Brings both sides together, half of the partitions a thread. */
  async join(task: Omit<JoinTask, 'nth' | 'of'>): Promise<readonly [JoinReport, JoinReport]> {
    const half = (nth: 0 | 1) => this.#ask<JoinReport>(nth, { join: { ...task, nth, of: 2 } });
    return await Promise.all([half(0), half(1)]);
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Throws `compare.cancelled`, and what the thread threw. */
  #ask<T>(nth: 0 | 1, request: WorkerRequest): Promise<T> {
    const worker = this.#workers[nth];
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        worker.removeListener('message', done).removeListener('error', failed);
        this.#signal?.removeEventListener('abort', cancel);
        end();
      };
      const done = (answer: T) => settle(() => resolve(answer));
      const failed = (error: Error) => settle(() => reject(error));
      const cancel = () => settle(() => reject(cancelled(this.#signal?.reason)));
      if (this.#signal?.aborted === true) {
        reject(cancelled(this.#signal.reason));
        return;
      }
      this.#signal?.addEventListener('abort', cancel, { once: true });
      worker.once('message', done).once('error', failed).postMessage(request);
    });
  }
}
