import type { FirstReading, ReadingTask, SideReading } from './first-reading.ts';
import { RecordIndex } from './index-records.ts';
import { planPairs } from './plan-pairs.ts';
import { SequentialReader } from './record-reader.ts';

/**
 * The first reading by csv-parse: slower, for whatever can be read, and the oracle of the kernel. `matchable`: both sides have all columns of the key.
 * Throws `csv.unreadable`, `compare.cancelled`.
 */
export async function readByText(task: ReadingTask, matchable: boolean): Promise<FirstReading> {
  const { columns, key, equivalence, identical, signal } = task;
  const index = new RecordIndex(columns, key, equivalence);
  const legacy = await index.add(task.legacy, 'legacy', signal);
  // Identity settles equality, not structure: that is still read, once. Not by rules: the same text may be another instant on the other side.
  const candidate = identical && equivalence === undefined ? legacy : await index.add(task.candidate, 'candidate', signal);
  const readers = { legacy: new SequentialReader(task.legacy, signal), candidate: new SequentialReader(task.candidate, signal) };
  const reading = { sides: { legacy, candidate }, readers, verifyKeys: false };
  if (!matchable || unreadable(legacy) || unreadable(candidate)) return reading;
  return { ...reading, plan: planPairs(legacy.table, candidate.table, index.keys) };
}

/** Whether the rest of the file was not read. */
export function unreadable(side: SideReading): boolean {
  return side.problems.some((problem) => problem.fatal);
}
