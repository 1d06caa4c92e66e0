import type { TableSource } from './csv/csv-format.ts';
import { describeOrigin } from './formats/origin.ts';
import { compareTables } from './tables/compare-tables.ts';
import type { CompareOptions, SideFigures, TableComparison } from './tables/table-comparison.ts';

/** Compares two tables as their format wants it: by key or as a multiset, or line by line. Throws what `compareTables` throws. */
export async function compareSources(legacy: TableSource, candidate: TableSource, options: CompareOptions = {}): Promise<TableComparison> {
  const compare = legacy.format.ordered === true ? (await import('./lines/compare-lines.ts')).compareLines : compareTables;
  const comparison = await compare(legacy, candidate, options);
  return { ...comparison, legacy: readAs(comparison.legacy, legacy), candidate: readAs(comparison.candidate, candidate) };
}

function readAs(figures: SideFigures, { origin }: TableSource): SideFigures {
  const said = describeOrigin(origin);
  return said === undefined ? figures : { ...figures, readAs: said };
}
