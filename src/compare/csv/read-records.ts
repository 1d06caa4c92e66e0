import type { Finding } from '../../model/finding.ts';
import type { Side } from '../../model/side.ts';
import type { TableSource } from './csv-format.ts';
import { findingOf } from './csv-problem.ts';
import type { CsvFacts, CsvRecord } from './csv-record.ts';
import { openTable } from './open-table.ts';

/** What a file showed beside its records. */
export interface RecordsRead {
  readonly header: readonly string[] | undefined;
  readonly rows: number;
  readonly facts: CsvFacts;
  readonly findings: readonly Finding[];
}

/** Reads a table once, as a stream, and shows its records in batches. Throws `csv.unreadable`, `compare.cancelled`, and what `visit` throws. */
export async function readRecords(
  source: TableSource,
  side: Side,
  visit: (records: readonly CsvRecord[], header: readonly string[]) => void,
  signal?: AbortSignal,
): Promise<RecordsRead> {
  const { table: reader } = await openTable(source, signal);
  for await (const records of reader.batches()) if (reader.header !== undefined && records.length > 0) visit(records, reader.header);
  const findings = reader.problems.map((problem) => findingOf(problem, side, source.name ?? source.file));
  return { header: reader.header, rows: reader.rows, facts: reader.facts, findings };
}
