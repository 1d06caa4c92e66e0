import type { SftpSession } from './sftp-session.ts';

/**
 * What OpenSSH's server gives at once: its limit of a packet, 256 KiB, less 1 KiB for the frame. One byte more costs a second question for each piece; smaller
 * pieces wake threads too often, larger ones leave the processor's cache.
 */
const CHUNK = 255 * 1024;
/** Chunks that are handed on as one piece: what is done once a piece (a write, a turn of the loop) costs less than a chunk that leaves the cache. */
const TOGETHER = 4;
const PIECE = TOGETHER * CHUNK;
/** Pieces under way at once: what is asked for while an answer travels. 4 MiB in memory, and one that is written. */
const WINDOW = 4;

/**
 * The bytes of a file from a position on, in order. The next pieces are asked for while the first one travels; the network's delay is paid once, not for
 * each piece. A piece is valid until the next one is asked for: its memory is used again, because fresh memory for each costs more than reading it.
 */
export async function* readPipelined(session: SftpSession, handle: Buffer, from: number): AsyncGenerator<Uint8Array> {
  const pieces: Promise<Buffer>[] = [];
  const free: Buffer[] = [];
  for (let next = from; ; ) {
    for (; pieces.length < WINDOW; next += PIECE) {
      const piece = readPiece(session, handle, free.pop() ?? Buffer.allocUnsafeSlow(PIECE), next);
      // One that is not waited for any more must not end the process.
      piece.catch(() => {});
      pieces.push(piece);
    }
    const piece = await pieces.shift();
    if (piece === undefined) return;
    if (piece.length > 0) yield piece;
    if (piece.length < PIECE) return;
    free.push(piece);
  }
}

/** As much of `into` as the file has from `position` on. */
async function readPiece(session: SftpSession, handle: Buffer, into: Buffer, position: number): Promise<Buffer> {
  const chunks = Array.from({ length: TOGETHER }, (_, index) => into.subarray(index * CHUNK, (index + 1) * CHUNK));
  const lengths = await Promise.all(chunks.map((chunk, index) => readWhole(session, handle, chunk, position + index * CHUNK)));
  const last = lengths.findIndex((length) => length < CHUNK);
  return last === -1 ? into : into.subarray(0, last * CHUNK + (lengths[last] ?? 0));
}

/** A server may give less than was asked for without being at the end. */
async function readWhole(session: SftpSession, handle: Buffer, into: Buffer, position: number): Promise<number> {
  let length = 0;
  while (length < into.length) {
    const read = await session.read(handle, into.subarray(length), position + length);
    if (read === 0) break;
    length += read;
  }
  return length;
}
