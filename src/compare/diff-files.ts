import { stat } from 'node:fs/promises';
import { TwinrunError } from '../model/error.ts';
import { didYouMean } from '../runtime/nearest.ts';
import { compareTables } from './compare-tables.ts';
import { type CsvConfig, csvFormat, type TableSource } from './csv-format.ts';
import { type DiffDocument, diffDocument } from './diff-document.ts';
import type { ColumnDeclarations } from './equivalence/declaration.ts';
import { type ExplainedTables, explainTables } from './explain/explain-tables.ts';
import type { ExplainFacts } from './explain/facts.ts';
import { readHeader } from './read-header.ts';
import type { CompareOptions } from './table-comparison.ts';

export interface DiffOptions {
  readonly key?: readonly string[];
  /** What counts as equal, by column, as under `format.csv.columns` of a scenario. Default: exact text. */
  readonly columns?: ColumnDeclarations;
  /** Most differences to list. */
  readonly limit?: number;
  /** Whether a difference of representation alone is red. */
  readonly strict?: boolean;
  readonly delimiter?: string;
  readonly quote?: string;
  /** Asks for the causes of the differences; what is known of both sides helps to find them. */
  readonly explain?: ExplainFacts;
}

/**
 * Compares two CSV files. Throws as misuse: `diff.file-missing`, `diff.not-a-file`, `diff.file-unreadable`, `diff.unknown-key` and
 * `diff.unknown-column` (no side has the column), `diff.bad-option`.
 */
export async function diffFiles(legacy: string, candidate: string, options: DiffOptions = {}, signal?: AbortSignal): Promise<DiffDocument> {
  return (await diffPair(legacy, candidate, options, (known) => requireKnown(options, known), signal)).document;
}

export interface DiffedPair {
  readonly document: DiffDocument;
  /** The columns of both headers; read only where an option names columns. */
  readonly known: readonly string[];
}

/** The same; `applicable` is given the columns of both files, and says which options are to hold for them. */
export async function diffPair(
  legacy: string,
  candidate: string,
  options: DiffOptions,
  applicable: (known: readonly string[]) => DiffOptions,
  signal?: AbortSignal,
): Promise<DiffedPair> {
  const { strict = false, explain, limit } = options;
  for (const file of [legacy, candidate]) await requireFile(file);
  const given = formatOf(options);
  const named = given.key !== undefined || given.columns !== undefined;
  const known = named ? await headerNames([legacy, candidate], given, signal) : [];
  const format = named ? formatOf(applicable(known)) : given;
  const { key, columns } = format;
  const { comparison, explained } = await compare(
    [
      { file: legacy, format },
      { file: candidate, format },
    ],
    explain,
    {
      ...(key === undefined ? {} : { key }),
      ...(columns === undefined ? {} : { columns }),
      ...(limit === undefined ? {} : { limit }),
      ...(signal === undefined ? {} : { signal }),
    },
  );
  return { document: diffDocument(comparison, { strict, ...(key === undefined ? {} : { key }) }, explained), known };
}

async function compare(
  sources: readonly [TableSource, TableSource],
  facts: ExplainFacts | undefined,
  options: CompareOptions,
): Promise<Pick<ExplainedTables, 'comparison'> & Partial<ExplainedTables>> {
  return facts === undefined ? { comparison: await compareTables(...sources, options) } : await explainTables(...sources, { ...options, facts });
}

function formatOf({ key, columns, delimiter, quote }: DiffOptions): CsvConfig {
  const parsed = csvFormat.config.safeParse({
    ...(key === undefined ? {} : { key }),
    ...(columns === undefined ? {} : { columns }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(quote === undefined ? {} : { quote }),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  const told = issue?.code === 'custom' ? (issue.params ?? {}) : {};
  throw new TwinrunError({
    code: 'diff.bad-option',
    class: 'misuse',
    message: typeof told.message === 'string' ? told.message : `the option ${field} cannot be used: ${issue?.message ?? ''}`,
    ...(typeof told.message === 'string' && issue !== undefined ? { expected: issue.message } : {}),
    at: { field },
    fix: typeof told.fix === 'string' ? told.fix : OPTION_FIX,
  });
}

const OPTION_FIX =
  'A key is a list of different column names; delimiter and quote are one ASCII character each, and not the same; a tolerance is a decimal number.';

async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch((cause: unknown) => {
    throw unreadableFile(file, cause);
  });
  if (found.isFile()) return;
  throw new TwinrunError({
    code: 'diff.not-a-file',
    class: 'misuse',
    message: found.isDirectory() ? 'this is a folder' : 'this is no ordinary file',
    expected: 'two CSV files (they are read more than once, so no pipes), or two folders',
    at: { file },
    fix: 'Name a file on both sides, or a folder on both sides.',
  });
}

/** `diff.file-missing`, or `diff.file-unreadable` for anything else. */
export function unreadableFile(file: string, cause: unknown): TwinrunError {
  const absent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  return new TwinrunError({
    code: absent ? 'diff.file-missing' : 'diff.file-unreadable',
    class: 'misuse',
    message: absent ? 'the file does not exist' : 'the file cannot be read',
    at: { file },
    fix: 'Check the path (it is taken from the current folder) and who may read the file.',
    cause,
  });
}

/** The names of both headers. */
async function headerNames(files: readonly string[], format: CsvConfig, signal?: AbortSignal): Promise<readonly string[]> {
  const headers = await Promise.all(files.map((file) => readHeader({ file, format }, signal)));
  return [...new Set(headers.flatMap((header) => header ?? []))];
}

/** Throws `diff.unknown-key`, `diff.unknown-column` for what none of the known columns is. */
export function requireKnown(options: DiffOptions, known: readonly string[]): DiffOptions {
  requireColumns('key', options.key ?? [], known);
  requireColumns('column', Object.keys(options.columns ?? {}), known);
  return options;
}

/** Files without any header know no column: what is wrong with them is told elsewhere. */
function requireColumns(what: 'key' | 'column', names: readonly string[], known: readonly string[]): void {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0 || known.length === 0) return;
  const list = (columns: readonly string[]) => columns.map((name) => JSON.stringify(name)).join(', ');
  throw new TwinrunError({
    code: `diff.unknown-${what}`,
    class: 'misuse',
    message: `neither file has the ${what === 'key' ? 'key column' : 'column'} ${list(unknown)}`,
    expected: list(known),
    received: list(names),
    at: { field: what === 'key' ? '--key' : 'columns' },
    fix: didYouMean(unknown[0] ?? '', known, 'Name columns of the header, exactly as they are written there.'),
  });
}
