import type { Worker } from 'node:worker_threads';
import { TwinrunError } from '../../model/error.ts';
import { cancelled } from '../csv/file-chunks.ts';
import { keepWorker, takeWorker } from './idle-workers.ts';
import type { PieceAnswers, SharedNumbers, SharedWork, WorkerAnswer, WorkerRequest, WorkerSetup } from './worker-protocol.ts';

/** One thread of the kernel beside the caller's. */
export class KernelThread {
  readonly #worker: Worker;
  readonly #signal: AbortSignal | undefined;
  #asked = 0;
  #answered = 0;
  #closing = false;

  constructor(setup: WorkerSetup, signal: AbortSignal | undefined) {
    this.#worker = takeWorker();
    this.#worker.postMessage({ setup } satisfies WorkerRequest);
    this.#signal = signal;
  }

  /** The pieces that this thread took. Throws `compare.cancelled`, `kernel.ended` (fault), and what the thread threw. */
  ask(work: SharedWork, numbers: SharedNumbers): Promise<PieceAnswers> {
    const worker = this.#worker;
    const signal = this.#signal;
    this.#asked += 1;
    const id = this.#asked;
    worker.ref();
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        worker.removeListener('message', done).removeListener('error', failed).removeListener('exit', ended);
        signal?.removeEventListener('abort', cancel);
        end();
      };
      const done = (answer: WorkerAnswer) => {
        if (answer.id !== id) return;
        this.#answered = id;
        // One that is being ended is waited for, even if it answers meanwhile.
        if (id === this.#asked && !this.#closing) worker.unref();
        settle(() => resolve(answer.answers));
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
      worker
        .on('message', done)
        .once('error', failed)
        .once('exit', ended)
        .postMessage({ id, work, numbers } satisfies WorkerRequest);
    });
  }

  /** One that is done may serve again, or is ended without waiting. One that works may still write: it is ended, and waited for. */
  async close(keep: boolean): Promise<void> {
    this.#closing = true;
    const done = this.#answered === this.#asked;
    if (keep && done && keepWorker(this.#worker)) this.#worker.postMessage({ setup: undefined } satisfies WorkerRequest);
    else {
      const ended = this.#worker.terminate();
      if (!done) await ended;
    }
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
