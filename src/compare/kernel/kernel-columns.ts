import type { Side } from '../../model/side.ts';
import type { TableSource } from '../csv/csv-format.ts';
import type { ReadingTask } from '../tables/first-reading.ts';
import type { ScanTask } from './scan-task.ts';
import { dialectOf } from './text-buffer.ts';

/** How the kernel is to read one side. Codes are kept for the columns that are no key. */
export function scanTask(
  task: ReadingTask,
  headers: Readonly<Record<Side, readonly string[]>>,
  side: Side,
  how: Pick<ScanTask, 'keep' | 'partitionBits'>,
): ScanTask {
  const { columns, key = [] } = task;
  const { file } = task[side];
  const compared = how.keep === 'codes' ? codedColumns(task) : columns;
  return {
    side,
    file,
    ...dialectOf(task[side], headers[side].length),
    key: key.map((column) => column[side]),
    places: compared.map((column) => column[side]),
    whole: alike(task, headers),
    ...how,
  };
}

/** The columns that get a code each. */
export function codedColumns({ columns, key = [] }: ReadingTask): ReadingTask['columns'] {
  return columns.filter((column) => !key.includes(column));
}

/** Whether the same bytes are the same record on both sides: they have the same columns in the same places, and are written alike. */
export function alike({ columns, ...sides }: ReadingTask, { legacy, candidate }: Readonly<Record<Side, readonly string[]>>): boolean {
  const all = legacy.length === columns.length && candidate.length === columns.length;
  const dialects = [sides.legacy.format, sides.candidate.format].map(({ delimiter, quote }) => `${delimiter}${quote}`);
  return all && dialects[0] === dialects[1] && columns.every((column, place) => column.legacy === place && column.candidate === place);
}

/** How to read one table by itself. */
export function tableTask(source: TableSource, columns: number, keep: 'count' | 'structure'): ScanTask {
  return { side: 'legacy', file: source.file, ...dialectOf(source, columns), key: [], places: [], whole: true, keep, partitionBits: 1 };
}
