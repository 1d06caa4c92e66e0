import {
  chmodSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  futimesSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  type Stats,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import ssh2 from 'ssh2';
import type { GivenAttributes } from './sftp-attributes.ts';
import { denied, failure } from './sftp-failure.ts';

const { OPEN_MODE } = ssh2.utils.sftp;

const PERMISSIONS = 0o7777;
const PRIVATE_FILE = 0o600;

/** Opens a real path with the flags of an SFTP OPEN. Only regular files: opening a pipe would hold up the server. New files are 0600 unless the client says otherwise. */
export function openFile(path: string, flags: number, attributes: GivenAttributes): number {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing !== undefined && !existing.isFile()) throw failure('Not a regular file');
  const mode = (attributes.mode ?? PRIVATE_FILE) & PERMISSIONS;
  return openSync(path, nodeFlags(flags), mode);
}

/** Applies what a SETSTAT gives to a real path. Owners cannot be changed, only confirmed. */
export function setPathAttributes(path: string, given: GivenAttributes): void {
  refuseOtherOwner(given, statSync(path));
  if (given.size !== undefined) truncateSync(path, given.size);
  if (given.mode !== undefined) chmodSync(path, given.mode & PERMISSIONS);
  if (given.mtime !== undefined) utimesSync(path, given.atime ?? given.mtime, given.mtime);
}

/** The same for an open file. */
export function setOpenAttributes(descriptor: number, given: GivenAttributes): void {
  refuseOtherOwner(given, fstatSync(descriptor));
  if (given.size !== undefined) ftruncateSync(descriptor, given.size);
  if (given.mode !== undefined) fchmodSync(descriptor, given.mode & PERMISSIONS);
  if (given.mtime !== undefined) futimesSync(descriptor, given.atime ?? given.mtime, given.mtime);
}

/** RENAME of SFTP version 3: fails when the new name exists. For files by link and unlink, so that nothing can come between. */
export function renameStrictly(from: string, to: string): void {
  if (lstatSync(from).isFile()) {
    linkSync(from, to);
    unlinkSync(from);
    return;
  }
  if (lstatSync(to, { throwIfNoEntry: false }) !== undefined) throw failure('File exists');
  renameSync(from, to);
}

function refuseOtherOwner(given: GivenAttributes, now: Stats): void {
  if ((given.uid ?? now.uid) !== now.uid || (given.gid ?? now.gid) !== now.gid) throw denied();
}

function nodeFlags(flags: number): number {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const access = !has(OPEN_MODE.WRITE) ? constants.O_RDONLY : has(OPEN_MODE.READ) ? constants.O_RDWR : constants.O_WRONLY;
  return (
    access |
    constants.O_NOFOLLOW |
    constants.O_NONBLOCK |
    (has(OPEN_MODE.APPEND) ? constants.O_APPEND : 0) |
    (has(OPEN_MODE.CREAT) ? constants.O_CREAT : 0) |
    (has(OPEN_MODE.TRUNC) ? constants.O_TRUNC : 0) |
    (has(OPEN_MODE.EXCL) ? constants.O_EXCL : 0)
  );
}
