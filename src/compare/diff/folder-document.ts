import type { Side } from '../../model/side.ts';
import type { Status } from '../../model/status.ts';
import type { DiffDocument } from './diff-document.ts';

/** What `twinrun diff <folder> <folder> --json` prints. */
export interface FolderDiffDocument {
  readonly schema: 'twinrun.diff-folder/1';
  /** The worst of the files. Never a pass where no file held anything. */
  readonly status: Status;
  readonly legacy: { readonly folder: string; readonly files: number };
  readonly candidate: { readonly folder: string; readonly files: number };
  /** How many files ended how. */
  readonly counts: Readonly<Record<Status, number>>;
  /** Differences of all files. */
  readonly total: number;
  /** In the order of names. */
  readonly files: readonly DiffedFile[];
}

/** One name in both folders, or in one of them. `compared` says how: as a table, by its bytes, or not at all. */
export type DiffedFile = { readonly name: string } & FileDiff;

export type FileDiff = ({ readonly compared: 'table' } & DiffDocument) | BytesDiff | NotCompared;

export interface BytesDiff {
  readonly compared: 'bytes';
  readonly status: 'pass' | 'fail';
  readonly legacy: BytesOf;
  readonly candidate: BytesOf;
  readonly total: number;
}

export interface BytesOf {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface NotCompared {
  readonly compared: 'none';
  readonly status: 'fail' | 'inconclusive';
  /** Where it is on one side only. */
  readonly side?: Side;
  readonly message: string;
  readonly total: number;
}

export function folderDocument(sides: Pick<FolderDiffDocument, 'legacy' | 'candidate'>, files: readonly DiffedFile[]): FolderDiffDocument {
  const count = (status: Status) => files.filter((file) => file.status === status).length;
  return {
    schema: 'twinrun.diff-folder/1',
    status: statusOf(files),
    ...sides,
    counts: { pass: count('pass'), fail: count('fail'), inconclusive: count('inconclusive') },
    total: files.reduce((sum, file) => sum + file.total, 0),
    files,
  };
}

/** Equal empty files (markers) are no fault, but they prove nothing. */
function statusOf(files: readonly DiffedFile[]): Status {
  if (files.some(({ status }) => status === 'fail')) return 'fail';
  if (files.some(({ status }) => status === 'inconclusive')) return 'inconclusive';
  return files.some((file) => file.compared === 'table' || (file.compared === 'bytes' && file.legacy.bytes > 0)) ? 'pass' : 'inconclusive';
}
