import { chmod, copyFile, lstat, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { TwinrunError } from '../../../model/error.ts';
import type { Location } from '../../../model/location.ts';

/** A COPY instruction, its words expanded. */
export interface CopyOrder {
  /** Absolute path of the build context, links resolved. */
  readonly context: string;
  readonly sources: readonly string[];
  /** Absolute path inside the image; a final `/` means a folder. */
  readonly target: string;
  /** Of `--chmod`, for files. */
  readonly mode: number | undefined;
  readonly at: Location;
}

/** Copies files of the build context into an image's tree. Throws `dockerfile.copy` (misuse) for what is not there or leads out of the context. */
export async function copyIntoImage(order: CopyOrder, tree: string): Promise<void> {
  const matched = await Promise.all(order.sources.map((source) => matchSource(order, source)));
  const paths = matched.flat();
  const intoFolder = order.target.endsWith('/') || paths.length > 1;
  const target = join(tree, order.target);
  const targetIsFolder = intoFolder || (await isFolder(target));
  for (const path of paths) {
    if (await isFolder(path)) await copyFolder(order, path, target);
    else await copyOne(order, path, targetIsFolder ? join(target, basename(path)) : target);
  }
}

async function matchSource(order: CopyOrder, source: string): Promise<readonly string[]> {
  const path = resolve(order.context, source.replace(/^\/+/, ''));
  if (path !== order.context && !path.startsWith(order.context + sep)) throw copyError(order, source, 'a path outside of the build context');
  const parts = relative(order.context, path)
    .split(sep)
    .filter((part) => part !== '');
  let found: readonly string[] = [order.context];
  for (const part of parts) {
    if (!/[*?[]/.test(part)) found = found.map((folder) => join(folder, part));
    else {
      const pattern = globPattern(part);
      const lists = await Promise.all(
        found.map(async (folder) => (await names(folder)).filter((name) => pattern.test(name)).map((name) => join(folder, name))),
      );
      found = lists.flat();
    }
  }
  const present = await Promise.all(found.map(async (item) => ((await lstat(item).catch(() => undefined)) === undefined ? [] : [item])));
  if (present.flat().length === 0) throw copyError(order, source, 'nothing there');
  return present.flat();
}

function globPattern(part: string): RegExp {
  const source = part
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'su');
}

async function names(folder: string): Promise<readonly string[]> {
  return (await isFolder(folder)) ? (await readdir(folder)).sort() : [];
}

async function copyFolder(order: CopyOrder, from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await names(from)) {
    const path = join(from, name);
    if (await isFolder(path)) await copyFolder(order, path, join(to, name));
    else await copyOne(order, path, join(to, name));
  }
}

async function copyOne(order: CopyOrder, from: string, to: string): Promise<void> {
  const status = await lstat(from);
  await mkdir(dirname(to), { recursive: true });
  if (status.isSymbolicLink()) {
    const link = await readlink(from);
    const leads = resolve(dirname(from), link);
    if (isAbsolute(link) || !leads.startsWith(order.context + sep)) throw copyError(order, relative(order.context, from), `a link to ${link}`);
    await symlink(link, to);
    return;
  }
  if (!status.isFile()) throw copyError(order, relative(order.context, from), 'neither file, folder nor link');
  await copyFile(from, to);
  // Only the executable bit counts: the rest depends on the umask of whoever checked the files out, and would change the digest.
  await chmod(to, order.mode ?? ((status.mode & 0o100) === 0 ? 0o644 : 0o755));
}

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isDirectory() === true;
}

function copyError(order: CopyOrder, source: string, received: string): TwinrunError {
  return new TwinrunError({
    code: 'dockerfile.copy',
    class: 'misuse',
    message: `COPY cannot take ${source}`,
    at: order.at,
    expected: 'files, folders and relative links inside the build context',
    received,
    fix: 'Correct the path: it is relative to the folder of the Dockerfile.',
  });
}
