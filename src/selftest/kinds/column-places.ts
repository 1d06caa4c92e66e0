import type { Place } from '../mutation.ts';
import type { RawRecords } from '../records/raw-records.ts';
import type { Subject } from '../subject.ts';

interface Rule {
  /** Whether the names move with the values. */
  readonly head: 'stays' | 'moves';
  readonly check: (output: string) => string;
}

/** Two neighbouring columns exchanged in every record: the first two and the last two whose values differ. */
export async function columnPlaces(subject: Subject, { head, check }: Rule): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const { artifact, output, label, records } of await subject.files()) {
    if (records?.layout.delimiter === undefined || (head === 'moves' && !records.layout.header)) continue;
    for (const first of pairsOf(records)) {
      places.push({
        where: `${label}, columns ${records.columns[first]} and ${records.columns[first + 1]}`,
        output,
        check: check(output),
        mutate: (scratch) => scratch.replace(subject.pair, artifact, exchanged(records, first, head)),
      });
    }
  }
  return places;
}

function pairsOf(records: RawRecords): readonly number[] {
  const middle = records.count === 0 ? [] : records.cells(Math.floor(records.count / 2));
  const all = records.columns
    .map((_name, column) => column)
    .filter((column) => middle[column + 1] !== undefined && middle[column] !== middle[column + 1]);
  return [...new Set([all[0], all.at(-1)])].filter((column) => column !== undefined);
}

function exchanged(records: RawRecords, first: number, head: Rule['head']): Buffer {
  const swap = (cells: readonly string[]) => cells.with(first, cells[first + 1] ?? '').with(first + 1, cells[first] ?? '');
  const parts = [head === 'moves' ? records.headWith(swap) : records.head];
  for (let record = 0; record < records.count; record += 1) {
    const cells = records.cells(record);
    parts.push(cells.length > first + 1 ? records.lineOf(record, swap(cells)) : records.line(record));
  }
  return Buffer.concat(parts);
}
