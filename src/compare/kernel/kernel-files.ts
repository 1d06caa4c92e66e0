import { statSync } from 'node:fs';
import { SIDES, type Side } from '../../model/side.ts';
import type { FirstReading, ReadingTask, SideReading } from '../tables/first-reading.ts';
import type { JoinReport, JoinTask } from './join-task.ts';
import { alike, codedColumns, scanTask } from './kernel-columns.ts';
import { KernelReader } from './kernel-reader.ts';
import { type FileScan, scanFiles } from './kernel-scans.ts';
import type { KernelSizes } from './kernel-sizes.ts';
import type { KernelThreads } from './kernel-threads.ts';
import type { KeyOrder } from './key-order.ts';
import { type LookAhead, lookAhead } from './look-ahead.ts';
import { type Merged, mergeFiles } from './merge-files.ts';
import type { MergeSide, MergeTask } from './merge-task.ts';
import { PiecePlanner } from './plan-pieces.ts';
import { withFileNumbers } from './record-numbers.ts';
import { PARTITIONS } from './row-blocks.ts';
import { factsOf, problemsOf } from './scan-facts.ts';
import type { ScanReport, Scans, ScanTask } from './scan-task.ts';
import { dialectOf } from './text-buffer.ts';

/** Bytes of a file whose rows are written into fewer places at once, which is faster. */
const FEW_PARTITIONS_UP_TO = 1 << 30;
/** Partitions that one thread brings together at a time. */
const AT_ONCE = 8;

/** Both sides as they were read; one file twice where both have the same bytes. */
export interface Found {
  readonly files: Readonly<Record<Side, FileScan>>;
  readonly scans: Scans;
}

/** What can be asked of the two files of a comparison. All throw `compare.cancelled`, and what the file system throws. */
export class KernelFiles {
  readonly #task: ReadingTask;
  readonly #headers: Readonly<Record<Side, readonly string[]>>;
  readonly #sizes: KernelSizes;
  readonly #threads: KernelThreads;
  #irregular = false;

  constructor(task: ReadingTask, headers: Readonly<Record<Side, readonly string[]>>, sizes: KernelSizes, threads: KernelThreads) {
    this.#task = task;
    this.#headers = headers;
    this.#sizes = sizes;
    this.#threads = threads;
  }

  lookAhead(): LookAhead {
    const finders = new PiecePlanner(this.#sizes, this.#threads.here).finders(this.#mergeSides());
    try {
      return lookAhead(this.#task, finders);
    } finally {
      for (const side of SIDES) finders[side].close();
    }
  }

  /** Side by side. Undefined where that cannot be: keys are in no order, or a file is not for the kernel. */
  async merge(order: KeyOrder, limits: Pick<MergeTask, 'mostPairs' | 'listed'>): Promise<Merged | undefined> {
    const sides = this.#mergeSides();
    if (sides.legacy.quote !== sides.candidate.quote) return undefined;
    return await mergeFiles({ sides, order, whole: alike(this.#task, this.#headers), ...limits }, this.#threads, this.#sizes);
  }

  /** Undefined where a file is not for the kernel; that is not asked twice. Of files with the same bytes one is read. */
  async scan(keep: ScanTask['keep']): Promise<Found | undefined> {
    if (this.#irregular) return undefined;
    const { identical } = this.#task;
    const partitionBits = this.#sizes.partitionBits ?? this.#partitionBits();
    const taskOf = (side: Side) => scanTask(this.#task, this.#headers, side, { keep, partitionBits });
    const scans = await scanFiles({ legacy: taskOf('legacy'), ...(identical ? {} : { candidate: taskOf('candidate') }) }, this.#threads, this.#sizes);
    const legacy = scans?.get('legacy');
    const candidate = identical ? legacy : scans?.get('candidate');
    if (legacy !== undefined && candidate !== undefined)
      return { files: { legacy, candidate }, scans: { legacy: legacy.report, candidate: candidate.report } };
    this.#irregular = true;
    return undefined;
  }

  /** What is brought together at a time should fit into memory with what it is brought together by. */
  #partitionBits(): number {
    return SIDES.every((side) => statSync(this.#task[side].file).size <= FEW_PARTITIONS_UP_TO) ? 7 : 8;
  }

  /** Brings rows together; with the records' numbers in their files. */
  async join({ files: { legacy, candidate } }: Found, how: Pick<JoinTask, 'codes' | 'listed'>): Promise<readonly JoinReport[]> {
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

  /** What was read, without a plan. */
  reading(scans: Scans): Omit<FirstReading, 'plan'> {
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

  #mergeSides(): MergeTask['sides'] {
    const { key = [], identical } = this.#task;
    const sideOf = (side: Side): MergeSide => {
      const places = codedColumns(this.#task).map((column) => column[side]);
      const dialect = dialectOf(this.#task[side], this.#headers[side].length);
      return { file: this.#task[side].file, ...dialect, key: key.map((column) => column[side]), places };
    };
    return { legacy: sideOf('legacy'), candidate: sideOf(identical ? 'legacy' : 'candidate') };
  }
}
