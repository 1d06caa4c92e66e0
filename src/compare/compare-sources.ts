import { compareTables } from './compare-tables.ts';
import type { TableSource } from './csv-format.ts';
import { compareLines } from './lines/compare-lines.ts';
import type { CompareOptions, TableComparison } from './table-comparison.ts';

/** Compares two tables as their format wants it: by key or as a multiset, or line by line. Throws what `compareTables` throws. */
export function compareSources(legacy: TableSource, candidate: TableSource, options: CompareOptions = {}): Promise<TableComparison> {
  return legacy.format.ordered === true ? compareLines(legacy, candidate, options) : compareTables(legacy, candidate, options);
}
