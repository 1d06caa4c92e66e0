import { createReadStream } from 'node:fs';
import { TwinrunError } from '../../model/error.ts';
import type { TableSource } from './csv-format.ts';

const CHUNK = 1 << 18;

/** The bytes of a file, in order. Throws `csv.unreadable` when it cannot be read, `compare.cancelled` on abort. */
export async function* fileChunks(source: Pick<TableSource, 'file' | 'name'>, signal?: AbortSignal, highWaterMark = CHUNK): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(source.file, { highWaterMark, ...(signal === undefined ? {} : { signal }) }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw signal?.aborted === true ? cancelled(cause) : unreadableFile(cause, source);
  }
}

/** What the file system threw, as an error for people; anything else as it is. */
export function unreadableFile(cause: unknown, source: Pick<TableSource, 'file' | 'name'>): unknown {
  if (!(cause instanceof Error) || !('code' in cause)) return cause;
  return new TwinrunError({
    code: 'csv.unreadable',
    message: `a file cannot be read (${String(cause.code)})`,
    at: { file: source.name ?? source.file },
    fix: 'Check that the file exists and that the user who runs twinrun may read it.',
    cause,
  });
}

export function cancelled(cause: unknown): TwinrunError {
  return new TwinrunError({ code: 'compare.cancelled', class: 'cancelled', message: 'the comparison was cancelled', fix: 'Start it again.', cause });
}

/** The second reading does not show what the first did. */
export function fileChanged(source: Pick<TableSource, 'file' | 'name'>): TwinrunError {
  return new TwinrunError({
    code: 'compare.file-changed',
    message: 'a file changed while it was compared',
    at: { file: source.name ?? source.file },
    fix: 'Compare again when nothing writes the file any more.',
  });
}
