import type { Finding } from '../../model/finding.ts';
import { SIDES, type Side } from '../../model/side.ts';
import { countByKernel, type TableToCount } from '../kernel/count-by-kernel.ts';
import type { TableSource } from './csv-format.ts';
import { findingOf } from './csv-problem.ts';
import type { CsvReader } from './csv-reader.ts';
import { readHeader } from './read-header.ts';

/** How many data records a file has, and what is wrong with it. */
export interface CountedRows {
  readonly rows: number;
  readonly findings: readonly Finding[];
}

/** Counts data records (header not counted; a line end inside quotes is no record's end). Throws `csv.unreadable`. */
export async function countRows(source: TableSource, side: Side, signal?: AbortSignal): Promise<CountedRows> {
  const header = await readHeader(source, signal);
  const counted = header === undefined ? undefined : await countByKernel([{ side, source, columns: header.length }], signal);
  return counted === undefined ? await countCarefully(source, side, signal) : { rows: counted.get(side) ?? 0, findings: [] };
}

/** As `countRows`, of both sides: large files are read at once. Throws `csv.unreadable`. */
export async function countBoth(legacy: TableSource, candidate: TableSource, signal?: AbortSignal): Promise<Readonly<Record<Side, CountedRows>>> {
  const headers = { legacy: await readHeader(legacy, signal), candidate: await readHeader(candidate, signal) };
  const tables = SIDES.flatMap((side): TableToCount[] => {
    const header = headers[side];
    return header === undefined ? [] : [{ side, source: side === 'legacy' ? legacy : candidate, columns: header.length }];
  });
  const counted = tables.length === SIDES.length ? await countByKernel(tables, signal) : undefined;
  if (counted === undefined) return { legacy: await countRows(legacy, 'legacy', signal), candidate: await countRows(candidate, 'candidate', signal) };
  const rowsOf = (side: Side) => ({ rows: counted.get(side) ?? 0, findings: [] });
  return { legacy: rowsOf('legacy'), candidate: rowsOf('candidate') };
}

async function countCarefully(source: TableSource, side: Side, signal?: AbortSignal): Promise<CountedRows> {
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
