import type { Side } from '../../model/side.ts';
import { CsvReader } from '../csv/csv-reader.ts';
import type { ReadingTask } from '../tables/first-reading.ts';
import { KEY_ORDERS, type KeyOrder, keyRelation } from './key-order.ts';

/** Nothing else can begin meanwhile, and code that runs for the first time is slow. */
const SAMPLE = 64;
const CHUNK = 1 << 13;

/** What the first records suggest. Only guesses of what will be faster. */
export interface LookAhead {
  /** Most records differ from those of the same key. */
  readonly mostDiffer: boolean;
  /** The keys of both sides are in this order: worth walking side by side. */
  readonly order: KeyOrder | undefined;
}

/** Compares the first records of both sides. */
export async function lookAhead(task: ReadingTask): Promise<LookAhead> {
  const { columns, key = [] } = task;
  const texts = new Map<string, string>();
  let met = 0;
  let different = 0;
  let orders = KEY_ORDERS;
  for (const side of ['legacy', 'candidate'] as const) {
    const keys: Buffer[][] = [];
    for (const cells of await firstRecords(task, side)) {
      const tuple = key.map((column) => cells[column[side]] ?? '');
      keys.push(tuple.map((cell) => Buffer.from(cell)));
      const id = JSON.stringify(tuple);
      const text = JSON.stringify(columns.map((column) => cells[column[side]]));
      const known = texts.get(id);
      if (side === 'legacy') texts.set(id, text);
      else if (known !== undefined) {
        met += 1;
        if (known !== text) different += 1;
      }
    }
    orders = orders.filter((order) => keys.every((one, at) => at === 0 || keyRelation(order, keys[at - 1] ?? [], one) < 0));
  }
  return { mostDiffer: met >= SAMPLE / 10 && different * 2 > met, order: orders[0] };
}

async function firstRecords(task: ReadingTask, side: Side): Promise<readonly (readonly string[])[]> {
  const records: (readonly string[])[] = [];
  for await (const batch of new CsvReader(task[side], task.signal, CHUNK).batches()) {
    for (const { cells } of batch) records.push(cells);
    if (records.length >= SAMPLE) break;
  }
  return records.slice(0, SAMPLE);
}
