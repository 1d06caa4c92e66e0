import type { TableSource } from '../csv/csv-format.ts';
import { KernelThreads } from './kernel-threads.ts';
import { suitsKernel } from './suits-kernel.ts';
import { dialectOf } from './text-buffer.ts';

/** Counts the data records of a large, regular file with `columns` columns; undefined where the careful reader must look. Throws `compare.cancelled`. */
export async function countByKernel(source: TableSource, columns: number, signal?: AbortSignal): Promise<number | undefined> {
  if (!(await suitsKernel([source]))) return undefined;
  const threads = new KernelThreads({}, signal);
  try {
    const scan = await threads.scan({
      side: 'legacy',
      file: source.file,
      ...dialectOf(source, columns),
      key: [],
      places: [],
      whole: true,
      keep: 'count',
      bound: 0,
      partitionBits: 1,
      sectionRows: 0,
    });
    return 'irregular' in scan ? undefined : scan.rows;
  } finally {
    await threads.close();
  }
}
