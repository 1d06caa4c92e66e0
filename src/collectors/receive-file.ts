import { lstat, rename, rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Artifact } from '../model/artifact.ts';
import type { CollectRequest } from '../model/collector.ts';
import type { Context } from '../model/context.ts';
import { diskProblem } from './collect-problem.ts';
import { type Arrived, writeHashed } from './write-hashed.ts';

export interface Received extends Arrived {
  /** Relative to the run folder. */
  readonly path: string;
  readonly verified: Artifact['verified'];
}

export interface Delivery {
  /** The name at the source. Of two with the same name the second gets a number on disk: none is written over. */
  readonly name: string;
  /** Bytes that are expected, for the progress. */
  readonly total?: number;
  /** Compares what arrived with its source; throws where they differ. It is asked before the file gets its name. */
  readonly prove: (arrived: Arrived) => Promise<Artifact['verified']>;
}

/** Characters of a name on disk: with four bytes each, its number and its ending, every file system takes it. */
const NAME_LENGTH = 60;

/** Names come from outside: no folders, no control characters, no leading dot. */
export function safeName(name: string): string {
  const last = name.split('/').at(-1) ?? '';
  const clean = [...last]
    .slice(0, NAME_LENGTH)
    .map((c) => (/[\p{L}\p{N}._ +=@-]/u.test(c) ? c : '_'))
    .join('')
    .replace(/^\.+/, '_');
  return clean === '' ? '_' : clean;
}

/**
 * Streams bytes into the artifact's folder under a temporary name, hashed on the way, synced and proven, then renamed; of what breaks off or is not what the
 * source has, nothing stays. Throws `collect.disk-full`, and what `prove` throws.
 */
export async function receiveFile(
  source: AsyncIterable<Uint8Array>,
  { name, total, prove }: Delivery,
  request: CollectRequest,
  x: Context,
): Promise<Received> {
  const path = await freePath(request, safeName(name));
  const target = join(request.runFolder, path);
  const temporary = `${target}.part`;
  const step = `collect.${request.output}.${request.side}`;
  const progress = (done: number) => x.emit({ type: 'progress', step, done, unit: 'bytes', ...(total === undefined ? {} : { total }) });
  try {
    const arrived = await writeHashed(temporary, source, x.signal, progress);
    const verified = await prove(arrived);
    await rename(temporary, target);
    return { ...arrived, path, verified };
  } catch (error) {
    await rm(temporary, { force: true });
    throw diskProblem(target, error);
  }
}

/** `clients.csv`, or `clients-2.csv` where that is taken. */
async function freePath({ runFolder, folder }: CollectRequest, name: string): Promise<string> {
  const { name: stem, ext } = parse(name);
  for (let number = 1; ; number += 1) {
    const path = `${folder}/${number === 1 ? name : `${stem}-${number}${ext}`}`;
    const taken = await lstat(join(runFolder, path)).catch(() => undefined);
    if (taken === undefined) return path;
  }
}

export function artifact(request: CollectRequest, received: Received, from: Pick<Artifact, 'name' | 'source' | 'writtenAt'>): Artifact {
  return { output: request.output, side: request.side, take: request.take, ...received, ...from };
}
