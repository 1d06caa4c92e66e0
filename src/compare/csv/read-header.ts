import type { Finding } from '../../model/finding.ts';
import type { Side } from '../../model/side.ts';
import type { TableSource } from './csv-format.ts';
import { findingOf } from './csv-problem.ts';
import type { CsvReader } from './csv-reader.ts';
import { plainHeader } from './plain-header.ts';
import { type QuotingStyle, quotingStyle } from './quoting.ts';

/** The first record of a file; undefined where there is none, or none that can be read. Throws `csv.unreadable`. */
export async function readHeader(source: TableSource, signal?: AbortSignal): Promise<readonly string[] | undefined> {
  return (await plainHeader(source, signal)) ?? (await openedReader(source, signal)).header;
}

/** How the names of the columns are quoted. Throws `csv.unreadable`. */
export async function headerQuoting(source: TableSource, signal?: AbortSignal): Promise<QuotingStyle> {
  const plain = await plainHeader(source, signal);
  if (plain === undefined) return (await openedReader(source, signal)).headerQuoting;
  return quotingStyle(
    false,
    plain.some((name) => name !== ''),
  );
}

/** The header, and what is wrong with it: bytes that are no UTF-8 (names could look alike), or a file that cannot be read as CSV at all. */
export async function checkHeader(
  source: TableSource,
  side: Side,
  signal?: AbortSignal,
): Promise<{ readonly header: readonly string[] | undefined; readonly findings: readonly Finding[] }> {
  const reader = await openedReader(source, signal);
  const about = reader.problems.filter(({ id, fatal }) => fatal || id === 'csv.invalid-utf8' || id.startsWith('encoding.'));
  return { header: reader.header, findings: about.map((problem) => findingOf(problem, side, source.name ?? source.file)) };
}

/** Enough for nearly every header. */
const HEADER_CHUNK = 1 << 10;

async function openedReader(source: TableSource, signal?: AbortSignal): Promise<CsvReader> {
  // The parser is not loaded for headers that need none.
  const csv = await import('./csv-reader.ts');
  const reader = new csv.CsvReader(source, signal, HEADER_CHUNK);
  for await (const _ of reader.batches()) if (reader.header !== undefined) break;
  return reader;
}
