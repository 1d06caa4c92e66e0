import { writeSync } from 'node:fs';

/** Between tries when a pipe is full. */
const PAUSE_MS = 2;

/** Writes all of it, and waits while a pipe is full: the reader sets the pace. Throws EPIPE when the reader has gone. */
export function writeAll(descriptor: number, data: string | Uint8Array): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(descriptor, bytes, done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
