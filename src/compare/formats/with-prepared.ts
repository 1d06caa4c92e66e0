import type { TableSource } from '../csv/csv-format.ts';
import { prepare } from './prepare.ts';
import { PrivateFolder } from './private-folder.ts';
import type { RawTable } from './raw-table.ts';

/** Both sides of a comparison as plain CSV, prepared at the same time; they are gone afterwards. Throws what `prepare` and `use` throw. */
export async function withPrepared<T>(
  legacy: RawTable,
  candidate: RawTable,
  signal: AbortSignal | undefined,
  use: (legacy: TableSource, candidate: TableSource) => Promise<T>,
): Promise<T> {
  const folder = new PrivateFolder();
  const prepared = async (table: RawTable): Promise<TableSource> => {
    return { name: table.name ?? table.file, format: table.format, ...(await prepare(table, () => folder.fresh(), signal)) };
  };
  try {
    // Both are awaited before the folder goes, also when one fails.
    const [mine, theirs] = await Promise.allSettled([prepared(legacy), prepared(candidate)]);
    if (mine.status === 'rejected') throw mine.reason;
    if (theirs.status === 'rejected') throw theirs.reason;
    return await use(mine.value, theirs.value);
  } finally {
    await folder.remove();
  }
}
