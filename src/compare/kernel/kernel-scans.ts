import { SIDES, type Side } from '../../model/side.ts';
import { joinScans } from './join-scans.ts';
import type { KernelSizes } from './kernel-sizes.ts';
import type { KernelThreads } from './kernel-threads.ts';
import { PiecePlanner } from './plan-pieces.ts';
import { RecordNumbers } from './record-numbers.ts';
import { type Answer, regularOnes, type ScanPiece, type ScanReport, type ScanTask } from './scan-task.ts';
import type { Stretch } from './stretch.ts';

/** Files that were read, and the numbers that their rows have. */
export interface FileScan {
  readonly report: ScanReport;
  readonly numbers: RecordNumbers;
}

export type ScanTasks = Readonly<Partial<Record<Side, ScanTask>>>;

/**
 * Reads files by the kernel, in pieces that any thread takes; once more in one piece where a cut was not where a record begins. Undefined where a file is not
 * for the kernel. Throws `compare.cancelled`, and what the file system throws.
 */
export async function scanFiles(tasks: ScanTasks, threads: KernelThreads, sizes: KernelSizes): Promise<ReadonlyMap<Side, FileScan> | undefined> {
  const planner = new PiecePlanner(sizes, threads.here);
  const plan = SIDES.flatMap((side) => tasks[side] ?? []).map((task) => ({ task, stretches: planner.ofFile(task.file, task, false) }));
  const scans = await scanStretches(tasks, plan, threads);
  if (scans !== undefined || plan.every(({ stretches }) => stretches.length === 1)) return scans;
  const whole = plan.map(({ task }) => ({ task, stretches: planner.ofFile(task.file, task, true) }));
  return await scanStretches(tasks, whole, threads);
}

interface FilePlan {
  readonly task: ScanTask;
  readonly stretches: readonly Stretch[];
}

async function scanStretches(tasks: ScanTasks, plan: readonly FilePlan[], threads: KernelThreads): Promise<ReadonlyMap<Side, FileScan> | undefined> {
  const numbers = plan.map(({ stretches }) => new RecordNumbers(stretches.length));
  const pieces = plan.flatMap(({ task: { side }, stretches }, file) => {
    const { share } = numbers[file] ?? new RecordNumbers(1);
    return stretches.map((stretch, nth): ScanPiece => ({ side, stretch, numberBefore: nth * share, numbers: share }));
  });
  const reports = regularOnes(await threads.share<Answer<ScanReport>>({ scan: tasks, pieces }));
  if (reports.length < pieces.length) return undefined;
  const scans = new Map<Side, FileScan>();
  let next = 0;
  for (const [file, { task, stretches }] of plan.entries()) {
    const mine = reports.slice(next, next + stretches.length);
    next += stretches.length;
    const all = numbers[file] ?? new RecordNumbers(1);
    all.rows = mine.map(({ rows }) => rows);
    scans.set(task.side, { report: joinScans(mine), numbers: all });
  }
  return scans;
}
