import type { SFTPWrapper, Stats } from 'ssh2';
import type { Connections } from '../connections/connections.ts';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import { missing } from './receive-file.ts';

/** What OpenSSH's server gives at once: its limit of a packet, 256 KiB, less 1 KiB for the frame. One byte more costs a second question for each piece. */
const CHUNK = 255 * 1024;
/** Questions under way at once: what is asked for while an answer travels. 4 MiB in memory. */
const WINDOW = 16;
const NO_SUCH_FILE = 2;
const PERMISSION_DENIED = 3;
/** How often a transfer goes on behind a lost connection. */
const RECONNECTS = 3;

/** A file on a host, over a connection that may have to be made again. */
export interface RemoteFile {
  readonly host: string;
  readonly path: string;
  /** For messages. */
  readonly source: string;
}

/** Runs `body` with an SFTP session of its own, on the host's connection of now. */
export async function withSftp<T>(connections: Connections, host: string, body: (sftp: SFTPWrapper) => Promise<T>): Promise<T> {
  const sftp = await (await connections.ssh(host)).sftp();
  try {
    return await body(sftp);
  } finally {
    sftp.end();
  }
}

/** Size and time of a file. Throws `collect.missing`, `collect.put-only`. */
export async function statRemote(connections: Connections, { host, path, source }: RemoteFile): Promise<Stats> {
  return await withSftp(
    connections,
    host,
    (sftp) =>
      new Promise((resolve, reject) => sftp.stat(path, (error, stats) => (error == null ? resolve(stats) : reject(sourceError(source, error))))),
  );
}

/**
 * The bytes of a file, in order. A connection that is lost on the way is made again, and reading goes on where it was, if the file still has the size and time of
 * `before`; else throws `collect.changed`. Whoever reads it compares the whole with the source.
 */
export async function* readRemote(connections: Connections, file: RemoteFile, before: Stats, x: Context): AsyncGenerator<Uint8Array> {
  let position = 0;
  for (let lost = 0; ; lost += 1) {
    const connection = await connections.ssh(file.host);
    const sftp = await connection.sftp();
    try {
      for await (const chunk of readPipelined(sftp, file, position)) {
        yield chunk;
        position += chunk.length;
      }
      return;
    } catch (thrown) {
      if (connection.alive || lost === RECONNECTS) throw thrown;
      x.signal.throwIfAborted();
      x.log.warn({ host: file.host, path: file.path, position }, 'connection lost while a file was read: going on');
    } finally {
      sftp.end();
    }
    const now = await statRemote(connections, file);
    if (now.size !== before.size || now.mtime !== before.mtime) throw changed(file.source, before, now);
  }
}

/** Asks for the next pieces while the first one travels; the network's delay is paid once, not for each piece. */
async function* readPipelined(sftp: SFTPWrapper, { path, source }: RemoteFile, from: number): AsyncGenerator<Uint8Array> {
  const handle = await new Promise<Buffer>((resolve, reject) =>
    sftp.open(path, 'r', (error, opened) => (error == null ? resolve(opened) : reject(sourceError(source, error)))),
  );
  const pieces: Promise<Buffer>[] = [];
  const underWay = new UnderWay(sftp);
  try {
    for (let next = from; ; ) {
      for (; pieces.length < WINDOW; next += CHUNK) {
        const piece = underWay.add(readWhole(sftp, handle, next));
        // One that is not waited for any more must not end the process.
        piece.catch(() => {});
        pieces.push(piece);
      }
      const piece = await pieces.shift();
      if (piece !== undefined && piece.length > 0) yield piece;
      if (piece === undefined || piece.length < CHUNK) return;
    }
  } catch (thrown) {
    // Some servers let a file be opened and refuse to give its bytes.
    throw sourceError(source, thrown as Error);
  } finally {
    sftp.close(handle, () => {});
  }
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

/** A server may give less than was asked for without being at the end. */
async function readWhole(sftp: SFTPWrapper, handle: Buffer, position: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  let length = 0;
  while (length < CHUNK) {
    const read = await readOnce(sftp, handle, buffer, length, position + length);
    if (read === 0) break;
    length += read;
  }
  return buffer.subarray(0, length);
}

function readOnce(sftp: SFTPWrapper, handle: Buffer, buffer: Buffer, offset: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    sftp.read(handle, buffer, offset, CHUNK - offset, position, (error, bytes) => {
      // 1 is SSH_FX_EOF.
      if (error != null) (error as { code?: number }).code === 1 ? resolve(0) : reject(error);
      else resolve(bytes);
    });
  });
}

function sourceError(source: string, cause: Error): unknown {
  const { code } = cause as { code?: number };
  if (code === NO_SUCH_FILE) return missing(source, cause);
  if (code !== PERMISSION_DENIED) return cause;
  return new TwinrunError({
    code: 'collect.put-only',
    message: `${source} may not be read by this login`,
    expected: 'a login that may read what was delivered',
    received: cause.message,
    fix: 'Use a login that may read it, or compare the copy that the batch keeps: what a partner lets nobody read cannot be proven.',
    cause,
  });
}

function changed(source: string, before: Stats, now: Stats): TwinrunError {
  return new TwinrunError({
    code: 'collect.changed',
    message: `${source} changed while its transfer was interrupted`,
    expected: `${before.size} bytes, as before`,
    received: `${now.size} bytes, or another time`,
    fix: 'Find out who else writes it (a second cron run?), then run again.',
  });
}
