import type { SftpSession } from './sftp-session.ts';

/**
 * What OpenSSH's server gives at once: its limit of a packet, 256 KiB, less 1 KiB for the frame. One byte more costs a second question for each piece; smaller
 * pieces wake threads too often, larger ones leave the processor's cache.
 */
const CHUNK = 255 * 1024;
/** Questions under way at once: what is asked for while an answer travels. 4 MiB in memory. */
const WINDOW = 16;

/**
 * The bytes of a file from a position on, in order. The next pieces are asked for while the first one travels; the network's delay is paid once, not for
 * each piece. A piece is valid until the next one is asked for: its memory is used again, because fresh memory for each costs more than reading it.
 */
export async function* readPipelined(session: SftpSession, handle: Buffer, from: number): AsyncGenerator<Uint8Array> {
  const pieces: Promise<Piece>[] = [];
  const free: Buffer[] = [];
  for (let next = from; ; ) {
    for (; pieces.length < WINDOW; next += CHUNK) {
      const piece = readWhole(session, handle, free.pop() ?? Buffer.allocUnsafe(CHUNK), next);
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
}

interface Piece {
  readonly buffer: Buffer;
  readonly length: number;
}

/** A server may give less than was asked for without being at the end. */
async function readWhole(session: SftpSession, handle: Buffer, buffer: Buffer, position: number): Promise<Piece> {
  let length = 0;
  while (length < CHUNK) {
    const read = await session.read(handle, buffer.subarray(length), position + length);
    if (read === 0) break;
    length += read;
  }
  return { buffer, length };
}
