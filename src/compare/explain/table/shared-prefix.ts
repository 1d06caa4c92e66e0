import type { Side } from '../../../model/side.ts';
import type { TableInput } from '../hypothesis.ts';

/** One side's file is the beginning of the other's, byte by byte. Sizes in bytes. */
export interface SharedPrefix {
  /** The shorter one. */
  readonly side: Side;
  readonly size: number;
  readonly of: number;
}

/** Undefined where the files differ before one of them ends, or are equal. Reads until it knows, and holds two chunks. */
export async function sharedPrefix({ bytes }: Pick<TableInput, 'bytes'>): Promise<SharedPrefix | undefined> {
  const files = { legacy: new ByteQueue(bytes('legacy')), candidate: new ByteQueue(bytes('candidate')) };
  try {
    for (;;) {
      const [mine, theirs] = [await files.legacy.chunk(), await files.candidate.chunk()];
      if (mine === undefined && theirs === undefined) return undefined;
      if (mine === undefined) return await shorter('legacy', files.legacy, files.candidate);
      if (theirs === undefined) return await shorter('candidate', files.candidate, files.legacy);
      const length = Math.min(mine.length, theirs.length);
      if (Buffer.compare(mine.subarray(0, length), theirs.subarray(0, length)) !== 0) return undefined;
      files.legacy.take(length);
      files.candidate.take(length);
    }
  } finally {
    await files.legacy.close();
    await files.candidate.close();
  }
}

async function shorter(side: Side, file: ByteQueue, longer: ByteQueue): Promise<SharedPrefix> {
  for (let rest = await longer.chunk(); rest !== undefined; rest = await longer.chunk()) longer.take(rest.length);
  return { side, size: file.taken, of: longer.taken };
}

/** Bytes that are taken in other pieces than they come in. */
class ByteQueue {
  taken = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** What is there, at least one byte; undefined at the end. */
  async chunk(): Promise<Uint8Array | undefined> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return undefined;
      this.#chunk = next.value;
    }
    return this.#chunk;
  }

  take(length: number): void {
    this.taken += length;
    this.#chunk = this.#chunk.subarray(length);
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
