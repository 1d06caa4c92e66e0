import type { SFTPWrapper } from 'ssh2';

/**
 * What OpenSSH's server gives at once: its limit of a packet, 256 KiB, less 1 KiB for the frame. One byte more costs a second question for each piece; smaller
 * pieces wake threads too often, larger ones leave the processor's cache.
 */
const CHUNK = 255 * 1024;
/** Questions under way at once: what is asked for while an answer travels. 4 MiB in memory. */
const WINDOW = 16;
/** SSH_FX_EOF. */
const END_OF_FILE = 1;

/**
 * The bytes of a file from a position on, in order. The next pieces are asked for while the first one travels; the network's delay is paid once, not for
 * each piece. A piece is valid until the next one is asked for: its memory is used again, because fresh memory for each costs more than reading it.
 */
export async function* readPipelined(sftp: SFTPWrapper, path: string, from: number): AsyncGenerator<Uint8Array> {
  const handle = await new Promise<Buffer>((resolve, reject) =>
    sftp.open(path, 'r', (error, opened) => (error == null ? resolve(opened) : reject(error))),
  );
  const pieces: Promise<Piece>[] = [];
  const free: Buffer[] = [];
  const underWay = new UnderWay(sftp);
  try {
    for (let next = from; ; ) {
      for (; pieces.length < WINDOW; next += CHUNK) {
        const piece = underWay.add(readWhole(sftp, handle, free.pop() ?? Buffer.allocUnsafe(CHUNK), next));
        // One that is not waited for any more must not end the process.
        piece.catch(() => {});
        pieces.push(piece);
      }
      const piece = await pieces.shift();
      if (piece === undefined) return;
      const { buffer, length } = piece;
      if (length > 0) yield buffer.subarray(0, length);
      if (length < CHUNK) return;
      free.push(buffer);
    }
  } finally {
    sftp.close(handle, () => {});
  }
}

interface Piece {
  readonly buffer: Buffer;
  readonly length: number;
}

/** A server may give less than was asked for without being at the end. */
async function readWhole(sftp: SFTPWrapper, handle: Buffer, buffer: Buffer, position: number): Promise<Piece> {
  let length = 0;
  while (length < CHUNK) {
    const read = await readOnce(sftp, handle, buffer, length, position + length);
    if (read === 0) break;
    length += read;
  }
  return { buffer, length };
}

function readOnce(sftp: SFTPWrapper, handle: Buffer, buffer: Buffer, offset: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    sftp.read(handle, buffer, offset, CHUNK - offset, position, (error, bytes) => {
      if (error != null) (error as { code?: number }).code === END_OF_FILE ? resolve(0) : reject(error);
      else resolve(bytes);
    });
  });
}

/**
 * Ends what is under way when the session ends, for nobody answers it then. It is no race against one promise: that would hold every piece for as long as
 * the session, and so the whole file.
 */
class UnderWay {
  readonly #waiting = new Set<(reason: Error) => void>();
  #lost: Error | undefined;

  constructor(sftp: SFTPWrapper) {
    sftp.once('close', () => {
      this.#lost = new Error('the connection was lost');
      for (const reject of this.#waiting) reject(this.#lost);
    });
  }

  async add<T>(work: Promise<T>): Promise<T> {
    let stop: (reason: Error) => void = () => {};
    try {
      return await new Promise<T>((resolve, reject) => {
        stop = reject;
        this.#waiting.add(reject);
        if (this.#lost !== undefined) reject(this.#lost);
        work.then(resolve, reject);
      });
    } finally {
      this.#waiting.delete(stop);
    }
  }
}
