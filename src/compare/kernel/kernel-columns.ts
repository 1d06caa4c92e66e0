import type { Side } from '../../model/side.ts';
import type { ReadingTask } from '../tables/first-reading.ts';
import type { ScanTask } from './scan-task.ts';
import { dialectOf } from './text-buffer.ts';

/** What of the memory the rows of one side may take; buffers, tables and what is read again need the rest. */
const SIDE_SHARE = 0.4;

/** How the kernel is to read one side. Codes are kept for the columns that are no key. */
export function scanTask(
  task: ReadingTask,
  headers: Readonly<Record<Side, readonly string[]>>,
  side: Side,
  how: Pick<ScanTask, 'keep' | 'partitionBits' | 'sectionRows'>,
): ScanTask {
  const { columns, key = [], memoryBytes } = task;
  const { file } = task[side];
  const compared = how.keep === 'codes' ? codedColumns(task) : columns;
  return {
    side,
    file,
    ...dialectOf(task[side], headers[side].length),
    key: key.map((column) => column[side]),
    places: compared.map((column) => column[side]),
    whole: alike(task, headers),
    bound: memoryBytes * SIDE_SHARE,
    ...how,
  };
}

/** The columns that get a code each. */
export function codedColumns({ columns, key = [] }: ReadingTask): ReadingTask['columns'] {
  return columns.filter((column) => !key.includes(column));
}

/** Whether both sides have the same columns in the same places. */
function alike({ columns }: ReadingTask, { legacy, candidate }: Readonly<Record<Side, readonly string[]>>): boolean {
  const all = legacy.length === columns.length && candidate.length === columns.length;
  return all && columns.every((column, place) => column.legacy === place && column.candidate === place);
}
