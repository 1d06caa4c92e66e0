import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** What arrived, as it is compared with its source. */
export interface Arrived {
  readonly size: number;
  readonly sha256: string;
}

/** Bytes after which what was written is sent to the disk, while more arrive: else all of it would be waited for at the end. */
const SYNC_EVERY = 64 << 20;

/**
 * Writes a new file (mode 0600), hashed on the way and synced at the end. Nothing of a piece is kept, for its memory may be used again. `progress` gets the
 * bytes so far.
 */
export async function writeHashed(
  path: string,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  progress: (done: number) => void,
): Promise<Arrived> {
  const hash = createHash('sha256');
  let size = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    const syncing = new BackgroundSync(file);
    for await (const chunk of source) {
      signal.throwIfAborted();
      hash.update(chunk);
      writeWhole(file, chunk);
      size += chunk.length;
      syncing.wrote(chunk.length);
      progress(size);
    }
    await syncing.end();
  } finally {
    await file.close();
  }
  return { size, sha256: hash.digest('hex') };
}

/** Into the system's memory, from this thread: to wake another one, and to move the bytes to its processor, costs as much as to write them. */
function writeWhole({ fd }: FileHandle, chunk: Uint8Array): void {
  for (let written = 0; written < chunk.length; ) written += writeSync(fd, chunk, written);
}

/** Sends to the disk what was written so far, while more arrives. */
class BackgroundSync {
  readonly #file: FileHandle;
  #unsynced = 0;
  #underWay: Promise<void> | undefined;
  /** A system tells a failure to sync once: it is kept for the end. */
  #failure: unknown;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  wrote(bytes: number): void {
    this.#unsynced += bytes;
    if (this.#unsynced < SYNC_EVERY || this.#underWay !== undefined) return;
    this.#unsynced = 0;
    this.#underWay = this.#sync();
  }

  async #sync(): Promise<void> {
    try {
      await this.#file.datasync();
    } catch (thrown) {
      this.#failure ??= thrown;
    } finally {
      this.#underWay = undefined;
    }
  }

  async end(): Promise<void> {
    await this.#underWay;
    if (this.#failure !== undefined) throw this.#failure;
    await this.#file.sync();
  }
}
