import { stat } from 'node:fs/promises';
import type { TableSource } from '../csv/csv-format.ts';
import { KernelThreads } from './kernel-threads.ts';

/** Below this the start of a thread costs more than it saves. Bytes. */
const WORTH = 4 << 20;

/** Counts the data records of a large, regular file with `columns` columns; undefined where the careful reader must look. Throws `compare.cancelled`. */
export async function countByKernel(source: TableSource, columns: number, signal?: AbortSignal): Promise<number | undefined> {
  const size = (await stat(source.file).catch(() => undefined))?.size ?? 0;
  if (size < WORTH || (source.origin?.problems.length ?? 0) > 0) return undefined;
  const threads = new KernelThreads({}, signal);
  try {
    const dialect = { delimiter: source.format.delimiter.charCodeAt(0), quote: source.format.quote.charCodeAt(0), columns };
    const scan = await threads.scan({
      side: 'legacy',
      file: source.file,
      ...dialect,
      key: [],
      places: [],
      whole: true,
      keep: 'count',
      bound: 0,
      partitionBits: 1,
    });
    return 'irregular' in scan ? undefined : scan.rows;
  } finally {
    await threads.close();
  }
}
