import type { TableSource } from './csv-format.ts';
import { CsvReader } from './csv-reader.ts';

/** The first record of a file; undefined where there is none, or none that can be read. Throws `csv.unreadable`. */
export async function readHeader(source: TableSource, signal?: AbortSignal): Promise<readonly string[] | undefined> {
  const reader = new CsvReader(source, signal);
  for await (const _ of reader.batches()) if (reader.header !== undefined) break;
  return reader.header;
}
