import { SIDES, type Side } from '../../model/side.ts';
import type { ReadingTask } from '../tables/first-reading.ts';
import { KEY_ORDERS, type KeyOrder, keyRelation, type RawKey } from './key-order.ts';
import type { RecordFinder } from './record-finder.ts';

const SAMPLE = 64;
/** Of a byte order mark. */
const MARK_BYTES = 3;

/** What the first records suggest. Only guesses of what will be faster. */
export interface LookAhead {
  /** Most records differ from those of the same key. */
  readonly mostDiffer: boolean;
  /** The keys of both sides are in this order: worth walking side by side. */
  readonly order: KeyOrder | undefined;
}

/** Compares the first records of both sides, as they stand. Throws what the file system throws. */
export function lookAhead({ columns, key = [] }: ReadingTask, finders: Readonly<Record<Side, RecordFinder>>): LookAhead {
  const texts = new Map<string, string>();
  let met = 0;
  let different = 0;
  let orders = KEY_ORDERS;
  for (const side of SIDES) {
    const places = [...key, ...columns].map((column) => column[side]);
    const records = firstRecords(finders[side], places);
    for (const cells of records) {
      const id = textOf(cells.slice(0, key.length));
      const text = textOf(cells.slice(key.length));
      const known = texts.get(id);
      if (side === 'legacy') texts.set(id, text);
      else if (known !== undefined) {
        met += 1;
        if (known !== text) different += 1;
      }
    }
    const keys = records.map((cells) => cells.slice(0, key.length));
    orders = orders.filter((order) => keys.every((one, at) => at === 0 || keyRelation(order, keys[at - 1] ?? [], one) < 0));
  }
  return { mostDiffer: met >= SAMPLE / 10 && different * 2 > met, order: orders[0] };
}

function firstRecords(finder: RecordFinder, places: readonly number[]): readonly RawKey[] {
  const marked = finder.recordsAt(0);
  const found = marked.count > 0 ? marked : finder.recordsAt(MARK_BYTES);
  // The first one is the header.
  return Array.from({ length: Math.min(SAMPLE, Math.max(0, found.count - 1)) }, (_, nth) => found.cellsOf(nth + 1, places) ?? []);
}

function textOf(cells: RawKey): string {
  return cells.map((cell) => Buffer.from(cell).toString('hex')).join(' ');
}
