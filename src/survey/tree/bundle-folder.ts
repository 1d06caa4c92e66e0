import { closeSync, openSync, readlinkSync, readSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TwinrunError } from '../../model/error.ts';
import type { Unread } from '../../model/survey.ts';
import { type HostTree, makeHostTree, type TreeFile } from './host-tree.ts';
import { holdsPrivateKey, isSensitivePath } from './sensitive-path.ts';

/** Larger files are named, not read. Bytes. */
export const MOST_BYTES = 1 << 20;
const MOST_FILES = 200_000;

interface Source {
  readonly name: string;
  readonly at: Date;
  readonly signal: AbortSignal;
}

/**
 * A captured tree: the folder is `/` of the host. Nothing outside of it is read, whatever its links say; special files are passed over.
 * Throws `survey.no-bundle` (misuse) where there is no such folder.
 */
export async function readBundleFolder(folder: string, { name, at, signal }: Source): Promise<HostTree> {
  const files: TreeFile[] = [];
  const unread: Unread[] = [];
  const queue = [''];
  for (let inner = queue.shift(); inner !== undefined; inner = queue.shift()) {
    signal.throwIfAborted();
    const names = await namesIn(folder, inner, unread);
    for (const child of names) {
      const path = `${inner}/${child}`;
      const read = await readEntry(join(folder, path), path);
      if (read === undefined) continue;
      files.push(read);
      if (read.type === 'folder') queue.push(path);
      if (files.length < MOST_FILES) continue;
      unread.push({ path: inner === '' ? '/' : inner, why: `the bundle has more than ${MOST_FILES} files` });
      queue.length = 0;
      break;
    }
  }
  return makeHostTree(files, { host: { name, from: 'bundle', at: at.toISOString(), facts: {} }, answers: {}, unread });
}

async function namesIn(folder: string, inner: string, unread: Unread[]): Promise<readonly string[]> {
  try {
    return (await readdir(join(folder, inner))).sort();
  } catch (cause) {
    if (inner === '') throw noBundle(folder, cause);
    unread.push({ path: inner, why: reasonOf(cause) });
    return [];
  }
}

async function readEntry(place: string, path: string): Promise<TreeFile | undefined> {
  const found = await lstat(place).catch(() => undefined);
  if (found === undefined) return undefined;
  const shared = { path, size: found.size, mode: found.mode & 0o7777, modified: found.mtimeMs / 1000 };
  if (found.isSymbolicLink()) return { ...shared, type: 'link', target: readlinkSync(place) };
  if (found.isDirectory()) return { ...shared, type: 'folder' };
  if (!found.isFile()) return undefined;
  if (isSensitivePath(path)) return { ...shared, type: 'file', left: 'a secret' };
  if (found.size > MOST_BYTES) return { ...shared, type: 'file', left: `larger than ${MOST_BYTES} bytes` };
  return { ...shared, type: 'file', content: () => readBounded(place) };
}

function readBounded(place: string): Uint8Array | undefined {
  try {
    const file = openSync(place, 'r');
    try {
      const buffer = Buffer.alloc(MOST_BYTES);
      let end = 0;
      for (let got = -1; got !== 0 && end < MOST_BYTES; end += got) got = readSync(file, buffer, end, MOST_BYTES - end, end);
      return holdsPrivateKey(buffer.toString('latin1', 0, end)) ? undefined : buffer.subarray(0, end);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.replace(/, \w+ '.*'$/s, '') : String(cause);
}

function noBundle(folder: string, cause: unknown): TwinrunError {
  return new TwinrunError({
    code: 'survey.no-bundle',
    class: 'misuse',
    message: 'there is no bundle to read',
    expected: 'a folder that is a captured tree, or the file that the capture script wrote',
    received: reasonOf(cause),
    at: { file: folder },
    fix: 'Make one on the host: `twinrun survey capture-script > capture.sh`, then `sh capture.sh > host.capture` there.',
    cause,
  });
}
