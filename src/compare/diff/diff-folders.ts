import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SIDES } from '../../model/side.ts';
import { hashFile } from '../../runtime/hash.ts';
import { type DiffOptions, diffPair, requireKnown, unreadableFile } from './diff-files.ts';
import { type BytesOf, type DiffedFile, type FileDiff, type FolderDiffDocument, folderDocument } from './folder-document.ts';
import { namesIn } from './names-in.ts';

/** Tables by their extension, packed or not. */
const TABLE = /\.(csv|tsv|jsonl|parquet)(\.gz|\.zip)?$/i;

/**
 * Compares two folders, file by file of the same name, at any depth. Tables (by their extension) are compared as `diffFiles` does it: key and rules hold for
 * files that have the columns, the others are compared as multisets of exact texts. Everything else is compared by its bytes. Throws what `diffFiles`
 * throws, `diff.unknown-key` and `diff.unknown-column` where no table has the column, and `diff.folder-unreadable`.
 */
export async function diffFolders(legacy: string, candidate: string, options: DiffOptions = {}, signal?: AbortSignal): Promise<FolderDiffDocument> {
  const names = { legacy: await namesIn(legacy), candidate: await namesIn(candidate) };
  const known = new Set<string>();
  const files: DiffedFile[] = [];
  for (const name of [...new Set([...names.legacy, ...names.candidate])].sort()) {
    signal?.throwIfAborted();
    const absent = SIDES.find((side) => !names[side].has(name));
    const one = absent === undefined ? await diffName(name, { legacy, candidate }, { options, known, signal }) : onlyIn(absent);
    files.push({ name, ...one });
  }
  if (files.some(({ compared }) => compared === 'table')) requireKnown(options, [...known]);
  return folderDocument(
    { legacy: { folder: legacy, files: names.legacy.size }, candidate: { folder: candidate, files: names.candidate.size } },
    files,
  );
}

function onlyIn(absent: 'legacy' | 'candidate'): FileDiff {
  const side = absent === 'legacy' ? 'candidate' : 'legacy';
  return { compared: 'none', status: 'fail', side, message: `only in ${side}`, total: 1 };
}

interface Work {
  readonly options: DiffOptions;
  /** Columns of any table. */
  readonly known: Set<string>;
  readonly signal: AbortSignal | undefined;
}

async function diffName(name: string, folders: { legacy: string; candidate: string }, work: Work): Promise<FileDiff> {
  const files = [join(folders.legacy, name), join(folders.candidate, name)] as const;
  if (!(await Promise.all(files.map(isOrdinary))).every(Boolean)) {
    return { compared: 'none', status: 'inconclusive', message: 'no ordinary file: not compared', total: 0 };
  }
  const format = TABLE.exec(name)?.[1]?.toLowerCase();
  if (format === undefined) return diffBytes(...files, work.signal);
  // A delimiter that is asked for makes it a CSV by that delimiter, whatever its name.
  const { delimiter, quote, ...rest } = work.options;
  const options =
    format === 'jsonl' || format === 'parquet' ? { format, ...rest } : { ...(delimiter === undefined ? { format } : {}), ...work.options };
  const { document, known } = await diffPair(...files, options, (columns) => applicable(options, columns), work.signal);
  for (const column of known) work.known.add(column);
  return { compared: 'table', ...document };
}

/** Links count as what they lead to. */
async function isOrdinary(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFile() === true;
}

/** What of the options can hold for a table of these columns. Without its key, a table is compared as a multiset, where no tolerance can be judged. */
function applicable(options: DiffOptions, known: readonly string[]): DiffOptions {
  const { key, columns, ...rest } = options;
  const keyed = key?.every((name) => known.includes(name)) === true;
  const rules = Object.entries(columns ?? {}).filter(([name, rule]) => known.includes(name) && (keyed || !('tolerance' in rule)));
  return { ...rest, ...(keyed && key !== undefined ? { key } : {}), ...(rules.length === 0 ? {} : { columns: Object.fromEntries(rules) }) };
}

async function diffBytes(legacy: string, candidate: string, signal?: AbortSignal): Promise<FileDiff> {
  const of = async (file: string): Promise<BytesOf> => {
    const { size, sha256 } = await hashFile(file, signal).catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw unreadableFile(file, cause);
    });
    return { file, bytes: size, sha256 };
  };
  const sides = { legacy: await of(legacy), candidate: await of(candidate) };
  const same = sides.legacy.sha256 === sides.candidate.sha256;
  return { compared: 'bytes', status: same ? 'pass' : 'fail', ...sides, total: same ? 0 : 1 };
}
