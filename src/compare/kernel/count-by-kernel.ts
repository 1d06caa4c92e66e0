import type { TableSource } from '../csv/csv-format.ts';
import { tableTask } from './kernel-columns.ts';
import { scanFiles } from './kernel-scans.ts';
import { KernelThreads } from './kernel-threads.ts';
import { suitsKernel } from './suits-kernel.ts';

/** Counts the data records of a large, regular file with `columns` columns; undefined where the careful reader must look. Throws `compare.cancelled`. */
export async function countByKernel(source: TableSource, columns: number, signal?: AbortSignal): Promise<number | undefined> {
  if (!suitsKernel([source])) return undefined;
  const threads = new KernelThreads({}, 0, signal);
  try {
    return (await scanFiles({ legacy: tableTask(source, columns, 'count') }, threads, {}))?.get('legacy')?.report.rows;
  } finally {
    await threads.close();
  }
}
