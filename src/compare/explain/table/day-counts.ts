import { SIDES, type Side } from '../../../model/side.ts';
import type { CommonColumn } from '../../tables/match-columns.ts';
import type { TableInput } from '../hypothesis.ts';
import { dayOf } from './day.ts';
import { RecordSet } from './record-set.ts';

/** How many records each side has on each day of one column, and which lie on the days that were asked for. */
export interface DayCounts {
  of(side: Side, day: number): number;
  /** Numbers of the records of a side on its day. */
  readonly records: Readonly<Record<Side, RecordSet>>;
}

/** A column, and on each side the day whose records are to be noted. */
export interface DayColumn {
  readonly column: CommonColumn;
  readonly days: Readonly<Partial<Record<Side, number>>>;
}

/** Reads both files once. Holds 8 bytes a day, and a bit a record. */
export async function countDays(input: TableInput, columns: readonly DayColumn[]): Promise<readonly DayCounts[]> {
  const tallies = columns.map((one) => ({
    ...one,
    counts: { legacy: new Map<number, number>(), candidate: new Map<number, number>() },
    records: sets(),
  }));
  for (const side of SIDES) {
    for await (const batch of input.records(side)) {
      for (const { number, cells } of batch) {
        for (const { column, days, counts, records } of tallies) {
          const day = dayOf(cells[column[side]] ?? '');
          if (day === undefined) continue;
          counts[side].set(day, (counts[side].get(day) ?? 0) + 1);
          if (day === days[side]) records[side].add(number);
        }
      }
    }
  }
  return tallies.map(({ counts, records }) => ({ of: (side, day) => counts[side].get(day) ?? 0, records }));
}

function sets(): Record<Side, RecordSet> {
  return { legacy: new RecordSet(), candidate: new RecordSet() };
}
