import { CsvReader } from '../csv/csv-reader.ts';
import { type OpenTable, openTable } from '../csv/open-table.ts';
import { SequentialReader } from '../csv/record-reader.ts';
import type { FirstReading, ReadingTask, SideReading } from './first-reading.ts';
import { RecordIndex } from './index-records.ts';
import { planPairs } from './plan-pairs.ts';

export interface TextChoice {
  /** Both sides have all columns of the key. */
  readonly matchable: boolean;
  /** Only by csv-parse: the oracle of the kernel. */
  readonly oracle: boolean;
}

/** The first reading by the texts of all cells: slower, for whatever can be read and for rules. Throws `csv.unreadable`, `compare.cancelled`. */
export async function readByText(task: ReadingTask, { matchable, oracle }: TextChoice): Promise<FirstReading> {
  const { columns, key, equivalence, identical, signal } = task;
  const open = async (source: ReadingTask['legacy']): Promise<OpenTable> =>
    oracle ? { table: new CsvReader(source, signal), again: () => new SequentialReader(source, signal) } : await openTable(source, signal);
  const index = new RecordIndex(columns, key, equivalence);
  const tables = { legacy: await open(task.legacy), candidate: await open(task.candidate) };
  const legacy = await index.add(tables.legacy.table, 'legacy');
  // Identity settles equality, not structure: that is still read, once. Not by rules: the same text may be another instant on the other side.
  const candidate = identical && equivalence === undefined ? legacy : await index.add(tables.candidate.table, 'candidate');
  const readers = { legacy: tables.legacy.again(), candidate: tables.candidate.again() };
  const reading = { sides: { legacy, candidate }, readers, verifyKeys: false };
  if (!matchable || unreadable(legacy) || unreadable(candidate)) return reading;
  return { ...reading, plan: planPairs(legacy.table, candidate.table, index.keys) };
}

/** Whether the rest of the file was not read. */
export function unreadable(side: SideReading): boolean {
  return side.problems.some((problem) => problem.fatal);
}
