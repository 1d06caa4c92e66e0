import { lstatSync, mkdirSync, readlinkSync, renameSync, rmdirSync, type Stats, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { attributesOf, type GivenAttributes, longName } from './sftp-attributes.ts';
import { parsePosixRename } from './sftp-extensions.ts';
import { renameStrictly, setPathAttributes } from './sftp-files.ts';
import type { SftpRequestScope } from './sftp-request-scope.ts';

const PRIVATE_FOLDER = 0o700;

/** STAT, LSTAT, SETSTAT, REMOVE, MKDIR, RMDIR, REALPATH, RENAME, READLINK, SYMLINK and posix-rename. */
export function answerPathRequests({ sftp, user, paths, on, act }: SftpRequestScope): void {
  on('STAT', (id, path: string) => sftp.attrs(id, attributesOf(statSync(paths.target(path)))));
  on('LSTAT', (id, path: string) => sftp.attrs(id, attributesOf(lstatSync(paths.entry(path)))));
  act('SETSTAT', (path: string, attributes: GivenAttributes) => setPathAttributes(paths.target(path), attributes));
  act('REMOVE', (path: string) => unlinkSync(paths.entry(path)));
  act('MKDIR', (path: string, { mode }: GivenAttributes) => mkdirSync(paths.entry(path), (mode ?? PRIVATE_FOLDER) & 0o777));
  act('RMDIR', (path: string) => rmdirSync(paths.entry(path)));
  act('RENAME', (from: string, to: string) => renameStrictly(paths.entry(from), paths.entry(to)));
  act('EXTENDED', (name: string, data: Buffer | undefined) => {
    const { from, to } = parsePosixRename(name, data);
    renameSync(paths.entry(from), paths.entry(to));
  });
  on('REALPATH', (id, path: string) => {
    const real = paths.target(path);
    sftp.name(id, [describe(paths.shown(real), lstatSync(real, { throwIfNoEntry: false }))]);
  });
  on('READLINK', (id, path: string) => {
    const link = paths.entry(path);
    const text = readlinkSync(link);
    const target = paths.shown(resolve(dirname(link), text));
    sftp.name(id, [describe(text.startsWith('/') ? target : text, lstatSync(link))]);
  });
  // In this order, whatever the types of ssh2 say: it has already undone OpenSSH's exchange of the two.
  act('SYMLINK', (link: string, target: string) => symlinkSync(paths.linkText(link, target), paths.entry(link)));

  /** The protocol wants names with attributes; what is not there has none. */
  function describe(filename: string, stats: Stats | undefined) {
    const attrs = stats === undefined ? { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 } : attributesOf(stats);
    return { filename, longname: stats === undefined ? filename : longName(filename, stats, user.name), attrs };
  }
}
