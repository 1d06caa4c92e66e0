import { SIDES, type Side } from '../../model/side.ts';
import type { FirstReading, Headers, ReadingTask, SideReading } from '../tables/first-reading.ts';
import { countChanged, countedReading } from './counted-reading.ts';
import type { JoinReport, JoinTask } from './join-task.ts';
import { alike, codedColumns, scanTask } from './kernel-columns.ts';
import { KernelReader } from './kernel-reader.ts';
import { type FileScan, scanFiles } from './kernel-scans.ts';
import type { KernelSizes } from './kernel-sizes.ts';
import { KernelThreads } from './kernel-threads.ts';
import { KEY_ORDERS, type KeyOrder } from './key-order.ts';
import { type LookAhead, lookAhead } from './look-ahead.ts';
import { mergeFiles } from './merge-files.ts';
import type { MergeSide } from './merge-task.ts';
import { PiecePlanner } from './plan-pieces.ts';
import { countPairs, equalReading, plannedReading } from './planned-reading.ts';
import { withFileNumbers } from './record-numbers.ts';
import { PARTITIONS } from './row-blocks.ts';
import { factsOf, problemsOf } from './scan-facts.ts';
import type { ScanReport, Scans, ScanTask } from './scan-task.ts';
import { suitsKernel, unspoilt } from './suits-kernel.ts';
import { dialectOf } from './text-buffer.ts';

const MOST_COLUMNS = 4096;
/** With more differing pairs than this they are counted by column, and only those to list are read again. */
const COUNTED_FROM = 200_000;
/** What of the memory rows may take; buffers, tables and what is read again need the rest. */
const ROWS_SHARE = 0.8;
/** Partitions that one thread brings together at a time. */
const AT_ONCE = 8;

/** Both sides as they were read; one file twice where both have the same bytes. */
interface Found {
  readonly files: Readonly<Record<Side, FileScan>>;
  readonly scans: Scans;
}

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
  if (legacy === undefined || candidate === undefined || !(await suits(task, choice))) return undefined;
  if (Math.max(legacy.length, candidate.length) > MOST_COLUMNS) return undefined;
  const threads = new KernelThreads(choice.sizes, task.memoryBytes * ROWS_SHARE, task.signal);
  try {
    return await new KernelReading(task, { legacy, candidate }, choice, threads).run();
  } finally {
    await threads.close();
  }
}

async function suits({ legacy, candidate, equivalence, columns }: ReadingTask, { always }: KernelChoice): Promise<boolean> {
  if (equivalence !== undefined || columns.length === 0) return false;
  return always ? unspoilt([legacy, candidate]) : await suitsKernel([legacy, candidate]);
}

class KernelReading {
  readonly #task: ReadingTask;
  readonly #headers: Readonly<Record<Side, readonly string[]>>;
  readonly #choice: KernelChoice;
  readonly #threads: KernelThreads;
  #irregular = false;

  constructor(task: ReadingTask, headers: Readonly<Record<Side, readonly string[]>>, choice: KernelChoice, threads: KernelThreads) {
    this.#task = task;
    this.#headers = headers;
    this.#choice = choice;
    this.#threads = threads;
  }

  async run(): Promise<FirstReading | undefined> {
    const { key } = this.#task;
    if (key === undefined) return await this.#multiset();
    const { mostDiffer, order = this.#choice.sizes.tryOrder === true ? KEY_ORDERS[0] : undefined } = this.#lookAhead();
    const inOrder = order === undefined ? undefined : await this.#sideBySide(order);
    if (inOrder !== undefined) return inOrder;
    if (this.#choice.everyPair || this.#task.identical) return await this.#planned(Number.POSITIVE_INFINITY);
    if (mostDiffer) return (await this.#counted()) ?? (await this.#planned(Number.POSITIVE_INFINITY));
    return (await this.#planned(COUNTED_FROM)) ?? (await this.#counted());
  }

  #lookAhead(): LookAhead {
    const sides = { legacy: this.#mergeSide('legacy'), candidate: this.#mergeSide('candidate') };
    const finders = new PiecePlanner(this.#choice.sizes, this.#threads.here).finders(sides);
    try {
      return lookAhead(this.#task, finders);
    } finally {
      for (const side of SIDES) finders[side].close();
    }
  }

  /** Undefined where the keys are in no order after all, or too many differ to be listed and may not be counted. */
  async #sideBySide(order: KeyOrder): Promise<FirstReading | undefined> {
    const { everyPair, sizes } = this.#choice;
    const sides = { legacy: this.#mergeSide('legacy'), candidate: this.#mergeSide('candidate') };
    if (sides.legacy.quote !== sides.candidate.quote) return undefined;
    const mostPairs = everyPair ? Number.POSITIVE_INFINITY : COUNTED_FROM;
    const whole = alike(this.#task, this.#headers);
    const merged = await mergeFiles({ sides, order, whole, mostPairs, listed: this.#task.listed }, this.#threads, sizes);
    if (merged === undefined) return undefined;
    const { scans, differing, requoted } = merged;
    const reading = this.#reading(scans);
    if (differing.changed <= mostPairs) return await plannedReading(this.#task, scans, [differing, requoted], reading);
    return scans.legacy.emptyKeys + scans.candidate.emptyKeys > 0 ? undefined : countedReading(this.#task, [differing], reading);
  }

  #mergeSide(side: Side): MergeSide {
    const { key = [], identical } = this.#task;
    const from = identical ? 'legacy' : side;
    const { file } = this.#task[from];
    const places = codedColumns(this.#task).map((column) => column[from]);
    return { file, ...dialectOf(this.#task[from], this.#headers[from].length), key: key.map((column) => column[from]), places };
  }

  /** Equal sums settle it without a row in memory. */
  async #multiset(): Promise<FirstReading | undefined> {
    const found = await this.#scan('sums');
    if (found === undefined) return undefined;
    const { legacy, candidate } = found.scans;
    const same = legacy.sumLow === candidate.sumLow && legacy.sumHigh === candidate.sumHigh;
    return same ? equalReading(this.#reading(found.scans)) : await this.#planned(Number.POSITIVE_INFINITY);
  }

  async #planned(mostPairs: number): Promise<FirstReading | undefined> {
    const found = await this.#scan('rows');
    if (found === undefined) return undefined;
    const joins = await this.#join(found, { codes: 0, listed: 0 });
    return countPairs(joins) > mostPairs ? undefined : await plannedReading(this.#task, found.scans, joins, this.#reading(found.scans));
  }

  async #counted(): Promise<FirstReading | undefined> {
    const found = await this.#scan('codes');
    if (found === undefined || found.scans.legacy.emptyKeys + found.scans.candidate.emptyKeys > 0) return undefined;
    const codes = codedColumns(this.#task).length;
    const wanted = this.#task.listed;
    for (let listed = Math.max(1 << 16, wanted * 16); ; listed *= 16) {
      const joins = await this.#join(found, { codes, listed });
      if (countPairs(joins) >= Math.min(countChanged(joins), wanted) || listed >= found.scans.legacy.rows)
        return countedReading(this.#task, joins, this.#reading(found.scans));
    }
  }

  /** With the records' numbers in their files. */
  async #join(found: Found, how: Pick<JoinTask, 'codes' | 'listed'>): Promise<readonly JoinReport[]> {
    const { legacy, candidate } = found.files;
    const pieces = Array.from({ length: PARTITIONS / AT_ONCE }, (_, nth) => Array.from({ length: AT_ONCE }, (_, at) => nth * AT_ONCE + at));
    const join: JoinTask = {
      legacy: legacy.report.extents ?? [],
      candidate: candidate.report.extents ?? [],
      keyed: this.#task.key !== undefined,
      codes: how.codes,
      listed: legacy.numbers.shared(how.listed),
    };
    const reports = await this.#threads.share<JoinReport>({ join, pieces });
    return reports.map((report) => withFileNumbers(report, legacy.numbers, candidate.numbers));
  }

  /** Undefined where a file is not for the kernel; that is not asked twice. Of files with the same bytes one is read. */
  async #scan(keep: ScanTask['keep']): Promise<Found | undefined> {
    if (this.#irregular) return undefined;
    const { identical } = this.#task;
    const tasks = { legacy: this.#scanTask('legacy', keep), ...(identical ? {} : { candidate: this.#scanTask('candidate', keep) }) };
    const scans = await scanFiles(tasks, this.#threads, this.#choice.sizes);
    const legacy = scans?.get('legacy');
    const candidate = identical ? legacy : scans?.get('candidate');
    if (legacy !== undefined && candidate !== undefined)
      return { files: { legacy, candidate }, scans: { legacy: legacy.report, candidate: candidate.report } };
    this.#irregular = true;
    return undefined;
  }

  #scanTask(side: Side, keep: ScanTask['keep']): ScanTask {
    return scanTask(this.#task, this.#headers, side, { keep, partitionBits: this.#choice.sizes.partitionBits ?? 8 });
  }

  #reading(scans: Scans): Omit<FirstReading, 'plan'> {
    const { signal } = this.#task;
    const readerOf = (side: Side) => new KernelReader(this.#task[side], scans[side].index, signal);
    return {
      sides: { legacy: this.#sideOf('legacy', scans.legacy), candidate: this.#sideOf('candidate', scans.candidate) },
      readers: { legacy: readerOf('legacy'), candidate: readerOf('candidate') },
      verifyKeys: true,
    };
  }

  #sideOf(side: Side, scan: ScanReport): SideReading {
    const { rows, emptyKeys } = scan;
    const source = this.#task[side];
    return { rows, emptyKeys, facts: factsOf(source, scan), problems: problemsOf(source, this.#headers[side].length, scan), unread: [] };
  }
}
