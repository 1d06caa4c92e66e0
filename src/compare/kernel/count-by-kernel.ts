import type { Side } from '../../model/side.ts';
import type { TableSource } from '../csv/csv-format.ts';
import { tableTask } from './kernel-columns.ts';
import { type ScanTasks, scanFiles } from './kernel-scans.ts';
import { KernelThreads } from './kernel-threads.ts';
import { suitsKernel } from './suits-kernel.ts';

/** A file, and how many columns it has. */
export interface TableToCount {
  readonly side: Side;
  readonly source: TableSource;
  readonly columns: number;
}

/** Counts the data records of large, regular files, one a side, at once; undefined where the careful reader must look at one. Throws `compare.cancelled`. */
export async function countByKernel(tables: readonly TableToCount[], signal?: AbortSignal): Promise<ReadonlyMap<Side, number> | undefined> {
  if (!suitsKernel(tables.map(({ source }) => source))) return undefined;
  const threads = new KernelThreads({}, 0, signal);
  try {
    const tasks: ScanTasks = Object.fromEntries(tables.map(({ side, source, columns }) => [side, { ...tableTask(source, columns, 'count'), side }]));
    const scans = await scanFiles(tasks, threads, {});
    return scans && new Map([...scans].map(([side, { report }]) => [side, report.rows]));
  } finally {
    await threads.close();
  }
}
