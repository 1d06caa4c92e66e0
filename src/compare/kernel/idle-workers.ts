import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { builtFile } from '../../runtime/built-file.ts';

/** Workers that were started before it was known what for, or whose work is done. They keep no process alive. */
const idle: Worker[] = [];
const MOST_IDLE = 3;
const MOST_THREADS = 4;

/** How many threads compare, the caller's among them. */
export function usualThreads(): number {
  return Math.min(MOST_THREADS, availableParallelism());
}

/**
 * Starts the threads of one comparison now, which takes as long as some hundred megabytes take to be read: the sooner the better, and this file loads nothing
 * that would keep them waiting. Throws `runtime.not-built`.
 */
export function warmKernel(threads = usualThreads()): void {
  while (idle.length < threads - 1) idle.push(newWorker());
}

/** One that is idle, or a new one. Throws `runtime.not-built`. */
export function takeWorker(): Worker {
  return idle.shift() ?? newWorker();
}

/** Keeps one that is done for the next comparison; false where there are enough. */
export function keepWorker(worker: Worker): boolean {
  if (idle.length >= MOST_IDLE) return false;
  idle.push(worker);
  return true;
}

function newWorker(): Worker {
  const worker = new Worker(builtFile('compare/kernel/worker.cjs'));
  worker.unref();
  worker.once('exit', () => idle.splice(0, idle.length, ...idle.filter((one) => one !== worker)));
  return worker;
}
