import { chmodSync, type Stats as LocalStats, readdirSync, statSync, utimesSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import type { SFTPWrapper, Stats } from 'ssh2';
import { SftpFailure } from './sftp-failure.ts';

/** Turns a callback of ssh2 into a promise. */
export function call<T = unknown>(work: (done: (error: Error | null | undefined, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => work((error, value) => (error ? reject(error) : resolve(value as T))));
}

/** Undefined when it is not there. */
export async function remoteStat(sftp: SFTPWrapper, path: string): Promise<Stats | undefined> {
  try {
    return await call<Stats>((done) => sftp.stat(path, done));
  } catch {
    return undefined;
  }
}

/** Sends one file: a new one gets the local permissions, and the times with `preserve`. Verifies the size that arrived. */
export async function upload(sftp: SFTPWrapper, local: string, remote: string, preserve: boolean): Promise<void> {
  const stats = localStat(local);
  if (stats === undefined) throw new SftpFailure(`stat ${local}: No such file or directory`);
  if (!stats.isFile()) throw new SftpFailure(`skipping non-regular file ${local}`);
  const target = (await remoteStat(sftp, remote))?.isDirectory() === true ? posix.join(remote, basename(local)) : remote;
  try {
    // Only a new file gets the permissions; fastPut would change those of one that is replaced.
    const handle = await call<Buffer>((done) => sftp.open(target, 'w', { mode: stats.mode & 0o777 }, done));
    await call((done) => sftp.close(handle, done));
    if (stats.size > 0) await call((done) => sftp.fastPut(local, target, done));
    if (preserve) await call((done) => sftp.utimes(target, Math.floor(stats.atimeMs / 1000), Math.floor(stats.mtimeMs / 1000), done));
  } catch (error) {
    throw new SftpFailure(`dest open "${target}": ${(error as Error).message}`);
  }
  const arrived = (await remoteStat(sftp, target))?.size;
  if (arrived !== stats.size) throw new SftpFailure(`${target}: ${arrived ?? 'no'} bytes arrived of ${stats.size}`);
}

/** Brings one file home and verifies its size. */
export async function download(sftp: SFTPWrapper, remote: string, local: string, preserve: boolean): Promise<void> {
  const stats = await remoteStat(sftp, remote);
  if (stats === undefined) throw new SftpFailure(`File "${remote}" not found.`);
  if (!stats.isFile()) throw new SftpFailure(`download "${remote}": not a regular file`);
  const target = localStat(local)?.isDirectory() === true ? join(local, posix.basename(remote)) : local;
  try {
    await call((done) => sftp.fastGet(remote, target, done));
    if (preserve) {
      chmodSync(target, stats.mode & 0o777);
      utimesSync(target, stats.atime, stats.mtime);
    }
  } catch (error) {
    throw new SftpFailure(`open local "${target}": ${(error as Error).message}`);
  }
  const arrived = localStat(target)?.size;
  if (arrived !== stats.size) throw new SftpFailure(`${target}: ${arrived ?? 'no'} bytes arrived of ${stats.size}`);
}

/** Local files by name or by a pattern in the last part of the path. */
export function localFiles(pattern: string): string[] {
  if (!isPattern(pattern)) return localStat(pattern) === undefined ? [] : [pattern];
  return matching(readdirSync(dirname(pattern)), basename(pattern)).map((name) => join(dirname(pattern), name));
}

/** The same on the server. */
export async function remoteFiles(sftp: SFTPWrapper, pattern: string): Promise<string[]> {
  if (!isPattern(pattern)) return [pattern];
  const folder = posix.dirname(pattern);
  const entries = await call<{ filename: string }[]>((done) => sftp.readdir(folder, done));
  const names = entries.map(({ filename }) => filename);
  return matching(names, posix.basename(pattern)).map((name) => posix.join(folder, name));
}

function isPattern(path: string): boolean {
  if (/[*?[]/.test(posix.dirname(path))) throw new SftpFailure(`${path}: patterns in folders are not offered by this stand-in of sftp`);
  return /[*?]/.test(posix.basename(path));
}

function matching(names: readonly string[], pattern: string): string[] {
  const expression = new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  );
  return names.filter((name) => expression.test(name) && (pattern.startsWith('.') || !name.startsWith('.'))).sort();
}

function localStat(path: string): LocalStats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
