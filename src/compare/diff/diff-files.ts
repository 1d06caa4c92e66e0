import { stat } from 'node:fs/promises';
import { TwinrunError } from '../../model/error.ts';
import { didYouMean } from '../../runtime/nearest.ts';
import { compareSources } from '../compare-sources.ts';
import type { TableSource } from '../csv/csv-format.ts';
import { readHeader } from '../csv/read-header.ts';
import type { ExplainedTables, ExplainOptions } from '../explain/explain-tables.ts';
import type { ExplainFacts } from '../explain/facts.ts';
import { withPrepared } from '../formats/with-prepared.ts';
import type { CompareOptions } from '../tables/table-comparison.ts';
import { type DiffDocument, diffDocument } from './diff-document.ts';
import { type DiffFormat, diffFormat } from './diff-format.ts';
import type { DiffMask } from './diff-mask.ts';

/** Where more records differ than this many, a tenth of them tells as much, in a fraction of the time. */
const EXAMINE = 200_000;
const EXAMINE_OF_MANY = 20_000;

export interface DiffOptions extends DiffFormat {
  /** Most differences to list. */
  readonly limit?: number;
  /** Whether a difference of representation alone is red. */
  readonly strict?: boolean;
  /** Asks for the causes of the differences; what is known of both sides helps to find them. */
  readonly explain?: ExplainFacts;
  /** Most differences to look at in search of causes; the others are counted only. Default 200,000, or 20,000 where more records than that differ. */
  readonly examine?: number;
  /** Columns with personal data, and what hides their values. */
  readonly personal?: { readonly columns: readonly string[]; readonly mask: DiffMask };
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
  const { strict = false, explain, limit, examine, personal } = options;
  for (const file of [legacy, candidate]) await requireFile(file);
  const format = await diffFormat(options);
  const sides = [{ file: legacy, side: 'legacy', format } as const, { file: candidate, side: 'candidate', format } as const] as const;
  return await withPrepared(...sides, signal, async (...sources) => {
    const named = format.key !== undefined || format.columns !== undefined || personal !== undefined;
    const known = named ? await headerNames(sources, signal) : [];
    const { key, columns } = named ? await diffFormat(applicable(known)) : format;
    const { comparison, explained } = await compare(sources, explain === undefined ? undefined : { facts: explain, ...depthOf(examine) }, {
      ...(key === undefined ? {} : { key }),
      ...(columns === undefined ? {} : { columns }),
      ...(limit === undefined ? {} : { limit }),
      ...(signal === undefined ? {} : { signal }),
    });
    const told = { strict, known, mask: personal?.mask, ...(key === undefined ? {} : { key }) };
    return { document: diffDocument(comparison, told, explained), known };
  });
}

function depthOf(examine: number | undefined): Pick<ExplainOptions, 'examine' | 'examineOfMany'> {
  return examine === undefined ? { examine: EXAMINE, examineOfMany: EXAMINE_OF_MANY } : { examine };
}

async function compare(
  sources: readonly [TableSource, TableSource],
  explain: Pick<ExplainOptions, 'facts' | 'examine' | 'examineOfMany'> | undefined,
  options: CompareOptions,
): Promise<Pick<ExplainedTables, 'comparison'> & Partial<ExplainedTables>> {
  if (explain === undefined) return { comparison: await compareSources(...sources, options) };
  // All causes come with it: only who asks for them waits.
  const { explainTables } = await import('../explain/explain-tables.ts');
  return await explainTables(...sources, { ...options, ...explain });
}

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
async function headerNames(sources: readonly TableSource[], signal?: AbortSignal): Promise<readonly string[]> {
  const headers = await Promise.all(sources.map((source) => readHeader(source, signal)));
  return [...new Set(headers.flatMap((header) => header ?? []))];
}

/** Throws `diff.unknown-key`, `diff.unknown-column` for what none of the known columns is. */
export function requireKnown(options: DiffOptions, known: readonly string[]): DiffOptions {
  requireColumns('key', options.key ?? [], known);
  requireColumns('column', [...Object.keys(options.columns ?? {}), ...(options.personal?.columns ?? [])], known);
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
