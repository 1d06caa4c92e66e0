import type { Side } from '../../../model/side.ts';
import type { CommonColumn } from '../../tables/match-columns.ts';
import type { Collation } from './collations.ts';
import type { OrderInput } from './order-input.ts';
import { type SortOrder, SortTracker } from './sort-tracker.ts';

/** The orders in which a side's records come, by column: none where it is not sorted by it. */
export type SortOrders = ReadonlyMap<string, readonly SortOrder[]>;

/** What `sort` without a key sorts by. Shown as a column of this name. */
export const WHOLE_LINE = '(whole line)';

export interface SortQuestion {
  readonly collations: readonly Collation[];
  /** Only records that are alike in these columns are compared: the order among ties. */
  readonly within: readonly string[];
  /** Look at so many records from the beginning. */
  readonly records: number;
}

/** Reads a side from its beginning, without the records that only this side has (as far as they are given). Holds no records. */
export async function sortOrders(input: OrderInput, side: Side, { collations, within, records }: SortQuestion): Promise<SortOrders> {
  const { common } = input.match;
  const groups = common.filter(({ name }) => within.includes(name)).map((column) => column[side]);
  const watched = [...common.filter(({ name }) => !within.includes(name)), ...(common.length > 1 && within.length === 0 ? [WHOLE] : [])].map(
    (column) => ({
      column,
      all: collations.map((collation) => new SortTracker(collation)),
    }),
  );
  const alive = watched.map(({ column, all }) => ({ place: column[side], trackers: all }));
  const alone = new Set((side === 'legacy' ? input.removed : input.added).map(({ number }) => number));
  let group: readonly string[] = [];
  for await (const batch of input.records(side)) {
    for (const { number, cells } of batch) {
      if (number > records) return ordersOf(watched);
      if (alone.has(number)) continue;
      if (groups.some((place, nth) => cells[place] !== group[nth])) {
        group = groups.map((place) => cells[place] ?? '');
        for (const { trackers } of alive) for (const tracker of trackers) tracker.restart();
      }
      for (const one of alive) {
        if (one.trackers.length === 0) continue;
        const value = one.place === WHOLE[side] ? cells.join(',') : (cells[one.place] ?? '');
        for (const tracker of one.trackers) tracker.add(value);
        if (one.trackers.some(({ lost }) => lost)) one.trackers = one.trackers.filter(({ lost }) => !lost);
      }
    }
  }
  return ordersOf(watched);
}

const WHOLE: CommonColumn = { name: WHOLE_LINE, legacy: -1, candidate: -1 };

function ordersOf(watched: readonly { readonly column: CommonColumn; readonly all: readonly SortTracker[] }[]): SortOrders {
  return new Map(watched.map(({ column, all }) => [column.name, all.flatMap(({ result }) => result ?? [])]));
}
