import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '../model/artifact.ts';
import type { CollectRequest } from '../model/collector.ts';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';

export interface Received {
  readonly size: number;
  readonly sha256: string;
  /** Relative to the run folder. */
  readonly path: string;
}

/** Names come from outside: no folders, no control characters, no leading dot. */
export function safeName(name: string): string {
  const last = name.split('/').at(-1) ?? '';
  const clean = [...last]
    .map((c) => (/[\p{L}\p{N}._ +=@-]/u.test(c) ? c : '_'))
    .join('')
    .replace(/^\.+/, '_');
  return clean === '' ? '_' : clean;
}

/**
 * Streams bytes into the artifact's folder under a temporary name, hashed on the way and synced, then renamed; of what breaks off nothing stays. Throws
 * `collect.disk-full`.
 */
export async function receiveFile(
  source: AsyncIterable<Uint8Array>,
  name: string,
  request: CollectRequest,
  x: Context,
  total?: number,
): Promise<Received> {
  const path = `${request.folder}/${safeName(name)}`;
  const target = join(request.runFolder, path);
  const temporary = `${target}.part`;
  const hash = createHash('sha256');
  let size = 0;
  const step = `collect.${request.output}.${request.side}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      for await (const chunk of source) {
        x.signal.throwIfAborted();
        hash.update(chunk);
        size += chunk.length;
        for (let written = 0; written < chunk.length; ) written += (await file.write(chunk, written)).bytesWritten;
        x.emit({ type: 'progress', step, done: size, unit: 'bytes', ...(total === undefined ? {} : { total }) });
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw diskProblem(target, error);
  }
  return { size, sha256: hash.digest('hex'), path };
}

/** A full disk (or quota) here is no defect of Twinrun, and no fault of the batch. */
function diskProblem(target: string, thrown: unknown): unknown {
  const { code } = (thrown ?? {}) as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return thrown;
  return new TwinrunError({
    code: 'collect.disk-full',
    message: `there is no room left on this machine for ${target}`,
    received: code,
    fix: 'Free some room (twinrun prune removes the artifacts of old runs), then run again.',
    cause: thrown,
  });
}

/** Reads a source once more, keeping nothing, where it cannot tell a checksum itself: what arrived must be what is read again. */
export async function expectSameAgain(source: string, again: AsyncIterable<Uint8Array>, received: Received, x: Context): Promise<'second-reading'> {
  const hash = createHash('sha256');
  for await (const chunk of again) {
    x.signal.throwIfAborted();
    hash.update(chunk);
  }
  expectSame('sha256', source, hash.digest('hex'), received.sha256);
  return 'second-reading';
}

/** Throws `collect.differs` when what arrived is not what the source says it has. */
export function expectSame(what: 'size' | 'sha256', source: string, expected: string | number, received: string | number): void {
  if (expected === received) return;
  throw new TwinrunError({
    code: 'collect.differs',
    message: `${source} arrived with another ${what} than it has there`,
    expected: String(expected),
    received: String(received),
    fix: 'The file changed while it was read, or the transfer was damaged. Make sure that nobody writes to it, then run again.',
  });
}

export function missing(source: string, cause?: unknown): TwinrunError {
  return new TwinrunError({
    code: 'collect.missing',
    message: `${source} is not there`,
    expected: 'the output that the scenario names',
    fix: 'Look at the log of the take: the batch did not write it, or wrote it elsewhere. Then check the path (and {{date}}) in the scenario.',
    cause,
  });
}

export function artifact(request: CollectRequest, received: Received, from: Pick<Artifact, 'name' | 'source' | 'verified' | 'writtenAt'>): Artifact {
  return { output: request.output, side: request.side, take: request.take, ...received, ...from };
}
