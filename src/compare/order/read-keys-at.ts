import type { TableSource } from '../csv/csv-format.ts';
import { CsvReader } from '../csv/csv-reader.ts';

/**
 * The cells of `columns` in the given records (record indexes from 0, ascending), as they stand in the file. Of a repeated name the first column.
 * Reads no further than the last of them. Throws `csv.unreadable`, `compare.cancelled`.
 */
export async function readKeysAt(
  source: TableSource,
  columns: readonly string[],
  records: readonly number[],
  signal?: AbortSignal,
): Promise<readonly (readonly string[])[]> {
  const keys: string[][] = [];
  if (records.length === 0) return keys;
  const reader = new CsvReader(source, signal);
  for await (const batch of reader.batches()) {
    const places = columns.map((name) => reader.header?.indexOf(name) ?? -1);
    for (const { number, cells } of batch) {
      if (number - 1 === records[keys.length]) keys.push(places.map((place) => cells[place] ?? ''));
    }
    if (keys.length === records.length) break;
  }
  return keys;
}
