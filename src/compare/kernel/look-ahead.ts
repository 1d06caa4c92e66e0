import type { Side } from '../../model/side.ts';
import { CsvReader } from '../csv/csv-reader.ts';
import type { ReadingTask } from '../tables/first-reading.ts';

/** Nothing else can begin meanwhile, and code that runs for the first time is slow. */
const SAMPLE = 64;
const CHUNK = 1 << 13;

/** What the first records suggest. Only guesses of what will be faster. */
export interface LookAhead {
  /** Most records differ from those of the same key. */
  readonly mostDiffer: boolean;
  /** Few or none do, and the keys of both sides are in some order: worth cutting into sections. */
  readonly inOrder: boolean;
}

/** Compares the first records of both sides. */
export async function lookAhead(task: ReadingTask): Promise<LookAhead> {
  const { columns, key = [] } = task;
  const texts = new Map<string, string>();
  let met = 0;
  let different = 0;
  let inOrder = true;
  for (const side of ['legacy', 'candidate'] as const) {
    const keys: string[][] = [];
    for (const cells of await firstRecords(task, side)) {
      const tuple = key.map((column) => cells[column[side]] ?? '');
      keys.push(tuple);
      const id = JSON.stringify(tuple);
      const text = JSON.stringify(columns.map((column) => cells[column[side]]));
      const known = texts.get(id);
      if (side === 'legacy') texts.set(id, text);
      else if (known !== undefined) {
        met += 1;
        if (known !== text) different += 1;
      }
    }
    inOrder &&= ordered(keys);
  }
  return { mostDiffer: met >= SAMPLE / 10 && different * 2 > met, inOrder: inOrder && different * 50 <= met };
}

async function firstRecords(task: ReadingTask, side: Side): Promise<readonly (readonly string[])[]> {
  const records: (readonly string[])[] = [];
  for await (const batch of new CsvReader(task[side], task.signal, CHUNK).batches()) {
    for (const { cells } of batch) records.push(cells);
    if (records.length >= SAMPLE) break;
  }
  return records.slice(0, SAMPLE);
}

/** Whether one of the orders that the kernel knows may hold: by text or by length and text, up or down. */
function ordered(keys: readonly (readonly string[])[]): boolean {
  const orders = [byText, byLength].flatMap((compare) => [1, -1].map((sign) => (a: string, b: string) => sign * compare(a, b)));
  return orders.some((order) => keys.every((tuple, at) => at === 0 || tupleBelow(keys[at - 1] ?? [], tuple, order)));
}

function tupleBelow(a: readonly string[], b: readonly string[], order: (a: string, b: string) => number): boolean {
  for (const [place, cell] of a.entries()) {
    const difference = order(cell, b[place] ?? '');
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function byLength(a: string, b: string): number {
  return a.length - b.length || byText(a, b);
}
