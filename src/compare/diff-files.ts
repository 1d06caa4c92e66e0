import { stat } from 'node:fs/promises';
import { TwinrunError } from '../model/error.ts';
import { didYouMean } from '../runtime/nearest.ts';
import { compareTables } from './compare-tables.ts';
import { type CsvConfig, csvFormat, type TableSource } from './csv-format.ts';
import { type DiffDocument, diffDocument } from './diff-document.ts';
import { readHeader } from './read-header.ts';

export interface DiffOptions {
  readonly key?: readonly string[];
  /** Most differences to list. */
  readonly limit?: number;
  /** Whether a difference of representation alone is red. */
  readonly strict?: boolean;
  readonly delimiter?: string;
  readonly quote?: string;
}

/**
 * Compares two CSV files. Throws as misuse: `diff.file-missing`, `diff.not-a-file`, `diff.file-unreadable`, `diff.unknown-key` (no side has the
 * column), `diff.bad-option`.
 */
export async function diffFiles(legacy: string, candidate: string, options: DiffOptions = {}, signal?: AbortSignal): Promise<DiffDocument> {
  const { key, limit, strict = false } = options;
  const format = formatOf(options);
  for (const file of [legacy, candidate]) await requireFile(file);
  const sources: readonly [TableSource, TableSource] = [
    { file: legacy, format },
    { file: candidate, format },
  ];
  if (key !== undefined) await requireKey(key, sources, signal);
  const comparison = await compareTables(...sources, {
    ...(key === undefined ? {} : { key }),
    ...(limit === undefined ? {} : { limit }),
    ...(signal === undefined ? {} : { signal }),
  });
  return diffDocument(comparison, { strict });
}

function formatOf({ key, delimiter, quote }: DiffOptions): CsvConfig {
  const parsed = csvFormat.config.safeParse({
    ...(key === undefined ? {} : { key }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(quote === undefined ? {} : { quote }),
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new TwinrunError({
    code: 'diff.bad-option',
    class: 'misuse',
    message: `the option ${issue?.path.join('.') ?? ''} cannot be used: ${issue?.message ?? ''}`,
    at: { field: issue?.path.join('.') ?? '' },
    fix: 'A key is a list of different column names; delimiter and quote are one ASCII character each, and not the same.',
  });
}

async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch((cause: unknown) => {
    const absent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new TwinrunError({
      code: absent ? 'diff.file-missing' : 'diff.file-unreadable',
      class: 'misuse',
      message: absent ? 'the file does not exist' : 'the file cannot be read',
      at: { file },
      fix: 'Check the path (it is taken from the current folder) and who may read the file.',
      cause,
    });
  });
  if (found.isFile()) return;
  throw new TwinrunError({
    code: 'diff.not-a-file',
    class: 'misuse',
    message: found.isDirectory() ? 'this is a folder' : 'this is no ordinary file',
    expected: 'a CSV file (it is read more than once, so no pipe)',
    at: { file },
    fix: 'Name the file itself.',
  });
}

async function requireKey(key: readonly string[], sources: readonly TableSource[], signal?: AbortSignal): Promise<void> {
  const headers = await Promise.all(sources.map((source) => readHeader(source, signal)));
  const known = [...new Set(headers.flatMap((header) => header ?? []))];
  const unknown = key.filter((name) => !known.includes(name));
  if (unknown.length === 0 || known.length === 0) return;
  throw new TwinrunError({
    code: 'diff.unknown-key',
    class: 'misuse',
    message: `neither file has the key column ${unknown.map((name) => JSON.stringify(name)).join(', ')}`,
    expected: known.map((name) => JSON.stringify(name)).join(', '),
    received: key.map((name) => JSON.stringify(name)).join(', '),
    at: { field: '--key' },
    fix: didYouMean(unknown[0] ?? '', known, 'Name columns of the header, exactly as they are written there.'),
  });
}
