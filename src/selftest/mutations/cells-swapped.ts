import { grouped } from '../../runtime/text.ts';
import type { Mutation, Place } from '../mutation.ts';
import type { RawRecords } from '../records/raw-records.ts';

/** Columns of an output that are tried. */
const MOST = 3;
/** Records after the first that are looked through for another value. */
const LOOKED_AT = 1_000;

/** Two records have each other's value in one column: no count and no sum tells it. */
export const cellsSwapped: Mutation = {
  id: 'cells-swapped',
  title: 'two rows have each other’s value',
  applies: async (subject) => {
    const places: Place[] = [];
    for (const { artifact, output, label, records } of await subject.files()) {
      if (records === undefined) continue;
      let found = 0;
      for (const [column, name] of records.columns.entries()) {
        const rows = records.layout.key.includes(name) ? undefined : differing(records, column);
        if (rows === undefined || found === MOST) continue;
        found += 1;
        places.push({
          where: `${label}, column ${name}, records ${grouped(rows[0] + 1)} and ${grouped(rows[1] + 1)}`,
          output,
          check: `keyed-rows: { output: ${output} }`,
          mutate: (scratch) => scratch.replace(subject.pair, artifact, swapped(records, column, rows)),
        });
      }
    }
    return places;
  },
};

function differing(records: RawRecords, column: number): readonly [number, number] | undefined {
  const first = records.count === 0 ? undefined : records.cells(0)[column];
  for (let record = 1; record < Math.min(records.count, LOOKED_AT); record += 1) {
    const cell = records.cells(record)[column];
    if (first !== undefined && cell !== undefined && cell !== first) return [0, record];
  }
  return undefined;
}

function swapped(records: RawRecords, column: number, [first, second]: readonly [number, number]): Buffer {
  const [mine, theirs] = [records.cells(first), records.cells(second)];
  return Buffer.concat([
    records.bytes.subarray(0, records.startOf(first)),
    records.lineOf(first, mine.with(column, theirs[column] ?? '')),
    records.bytes.subarray(records.startOf(first + 1), records.startOf(second)),
    records.lineOf(second, theirs.with(column, mine[column] ?? '')),
    records.bytes.subarray(records.startOf(second + 1)),
  ]);
}
