import type { FirstReading, Headers, ReadingTask } from '../tables/first-reading.ts';
import { countChanged, countedReading } from './counted-reading.ts';
import { codedColumns } from './kernel-columns.ts';
import { KernelFiles } from './kernel-files.ts';
import type { KernelSizes } from './kernel-sizes.ts';
import { KernelThreads } from './kernel-threads.ts';
import { KEY_ORDERS, type KeyOrder } from './key-order.ts';
import { countPairs, equalReading, plannedReading } from './planned-reading.ts';
import type { Scans } from './scan-task.ts';
import { suitsKernel, unspoilt } from './suits-kernel.ts';

const MOST_COLUMNS = 4096;
/** With more differing pairs than this they are counted by column, and only those to list are read again. */
const COUNTED_FROM = 200_000;
const ALL = Number.POSITIVE_INFINITY;
/** What of the memory rows may take; buffers, tables and what is read again need the rest. */
const ROWS_SHARE = 0.7;

export interface KernelChoice {
  /** Every differing pair must be planned: they may not just be counted. */
  readonly everyPair: boolean;
  /** Also for small files. */
  readonly always: boolean;
  readonly sizes: KernelSizes;
}

/**
 * The first reading by the wasm kernel, by all threads. Undefined where the files, or what is asked, are not for it: rules for columns, no header,
 * misplaced quotes, bytes that are no UTF-8, a lone CR, and small files. Throws `compare.cancelled`.
 */
export async function readByKernel(task: ReadingTask, headers: Headers, choice: KernelChoice): Promise<FirstReading | undefined> {
  const { legacy, candidate } = headers;
  if (legacy === undefined || candidate === undefined || !suits(task, choice)) return undefined;
  if (Math.max(legacy.length, candidate.length) > MOST_COLUMNS) return undefined;
  const threads = new KernelThreads(choice.sizes, task.memoryBytes * ROWS_SHARE, task.signal);
  try {
    return await new KernelReading(task, new KernelFiles(task, { legacy, candidate }, choice.sizes, threads), choice).run();
  } finally {
    await threads.close();
  }
}

function suits({ legacy, candidate, equivalence, columns }: ReadingTask, { always }: KernelChoice): boolean {
  if (equivalence !== undefined || columns.length === 0) return false;
  return always ? unspoilt([legacy, candidate]) : suitsKernel([legacy, candidate]);
}

/** Each way gives undefined where it cannot tell; then the next one is tried. */
class KernelReading {
  readonly #task: ReadingTask;
  readonly #files: KernelFiles;
  readonly #choice: KernelChoice;

  constructor(task: ReadingTask, files: KernelFiles, choice: KernelChoice) {
    this.#task = task;
    this.#files = files;
    this.#choice = choice;
  }

  async run(): Promise<FirstReading | undefined> {
    const { key, identical } = this.#task;
    const { everyPair, sizes } = this.#choice;
    if (key === undefined) return await this.#multiset();
    const { mostDiffer, order = sizes.tryOrder === true ? KEY_ORDERS[0] : undefined } = this.#files.lookAhead();
    const inOrder = order === undefined ? undefined : await this.#sideBySide(order, mostDiffer);
    if (inOrder !== undefined) return inOrder;
    if (everyPair || identical) return await this.#planned(ALL);
    if (mostDiffer) return (await this.#counted()) ?? (await this.#planned(ALL));
    return (await this.#planned(COUNTED_FROM)) ?? (await this.#counted());
  }

  /** Undefined where the keys are in no order after all, or too many differ to be listed and may not be counted. */
  async #sideBySide(order: KeyOrder, mostDiffer: boolean): Promise<FirstReading | undefined> {
    const { everyPair } = this.#choice;
    // Where most records seem to differ, few pairs are listed from the beginning on.
    const early = mostDiffer && !everyPair;
    const counting = early ? await this.#files.merge(order, { mostPairs: -1, listed: this.#task.listedOfMany }) : undefined;
    if (early && counting === undefined) return undefined;
    const mostPairs = everyPair ? ALL : COUNTED_FROM;
    const tooFew = counting === undefined || counting.differing.changed <= mostPairs;
    const merged = tooFew ? await this.#files.merge(order, { mostPairs, listed: this.#task.listedOfMany }) : counting;
    if (merged === undefined) return undefined;
    const { scans, differing, requoted } = merged;
    const reading = this.#files.reading(scans);
    if (differing.changed <= mostPairs) return await plannedReading(this.#task, scans, [differing, requoted], reading);
    return emptyKeys(scans) > 0 ? undefined : countedReading(this.#task, [differing], reading, this.#task.listedOfMany);
  }

  /** Equal sums settle it without a row in memory. */
  async #multiset(): Promise<FirstReading | undefined> {
    const found = await this.#files.scan('sums');
    if (found === undefined) return undefined;
    const { legacy, candidate } = found.scans;
    const same = legacy.sumLow === candidate.sumLow && legacy.sumHigh === candidate.sumHigh;
    return same ? equalReading(this.#files.reading(found.scans)) : await this.#planned(ALL);
  }

  async #planned(mostPairs: number): Promise<FirstReading | undefined> {
    const found = await this.#files.scan('rows');
    if (found === undefined) return undefined;
    const joins = await this.#files.join(found, { codes: 0, listed: 0 });
    return countPairs(joins) > mostPairs ? undefined : await plannedReading(this.#task, found.scans, joins, this.#files.reading(found.scans));
  }

  async #counted(): Promise<FirstReading | undefined> {
    const found = await this.#files.scan('codes');
    if (found === undefined || emptyKeys(found.scans) > 0) return undefined;
    const codes = codedColumns(this.#task).length;
    const { listed: ofFew, listedOfMany } = this.#task;
    for (let listed = Math.max(1 << 16, listedOfMany * 16); ; listed *= 16) {
      const joins = await this.#files.join(found, { codes, listed });
      const changed = countChanged(joins);
      const wanted = changed > COUNTED_FROM ? listedOfMany : ofFew;
      if (countPairs(joins) >= Math.min(changed, wanted) || listed >= found.scans.legacy.rows)
        return countedReading(this.#task, joins, this.#files.reading(found.scans), wanted);
    }
  }
}

function emptyKeys({ legacy, candidate }: Scans): number {
  return legacy.emptyKeys + candidate.emptyKeys;
}
