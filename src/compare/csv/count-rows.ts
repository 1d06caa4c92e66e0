import type { Finding } from '../../model/finding.ts';
import type { Side } from '../../model/side.ts';
import { countByKernel } from '../kernel/count-by-kernel.ts';
import type { TableSource } from './csv-format.ts';
import { findingOf } from './csv-problem.ts';
import type { CsvReader } from './csv-reader.ts';
import { readHeader } from './read-header.ts';

/** Counts data records (header not counted; a line end inside quotes is no record's end). Throws `csv.unreadable`. */
export async function countRows(source: TableSource, side: Side, signal?: AbortSignal): Promise<{ rows: number; findings: readonly Finding[] }> {
  const header = await readHeader(source, signal);
  const counted = header === undefined ? undefined : await countByKernel(source, header.length, signal);
  if (counted !== undefined) return { rows: counted, findings: [] };
  const reader = await carefully(source, signal);
  for await (const _ of reader.batches());
  return { rows: reader.rows, findings: reader.problems.map((problem) => findingOf(problem, side, source.name ?? source.file)) };
}

/** Whether a file holds at least one data record; reads no further. Throws `csv.unreadable`. */
export async function hasRecords(source: TableSource, signal?: AbortSignal): Promise<boolean> {
  const reader = await carefully(source, signal);
  for await (const _ of reader.batches()) if (reader.rows > 0) break;
  return reader.rows > 0;
}

/** The parser is loaded where it is needed. */
async function carefully(source: TableSource, signal?: AbortSignal): Promise<CsvReader> {
  const csv = await import('./csv-reader.ts');
  return new csv.CsvReader(source, signal);
}
