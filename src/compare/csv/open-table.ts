import { suitsKernel } from '../kernel/suits-kernel.ts';
import type { TableSource } from './csv-format.ts';
import { CsvReader } from './csv-reader.ts';
import { readHeader } from './read-header.ts';
import { type RecordReader, SequentialReader } from './record-reader.ts';
import type { TableReader } from './table-reader.ts';

export interface OpenTable {
  readonly table: TableReader;
  /** Reads chosen records again, as often as wanted. */
  readonly again: () => RecordReader;
}

/** By the kernel where the file is large and regular, else by csv-parse: what is read is the same. Throws `csv.unreadable`, `compare.cancelled`. */
export async function openTable(source: TableSource, signal?: AbortSignal): Promise<OpenTable> {
  if (suitsKernel([source])) {
    const header = await readHeader(source, signal);
    const { KernelTable } = await import('../kernel/kernel-table.ts');
    const table = header === undefined ? undefined : await KernelTable.open(source, header, signal);
    if (table !== undefined) return { table, again: () => table.again() };
  }
  return { table: new CsvReader(source, signal), again: () => new SequentialReader(source, signal) };
}
