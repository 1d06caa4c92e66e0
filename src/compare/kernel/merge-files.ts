import type { Side } from '../../model/side.ts';
import { joinMerges } from './join-merges.ts';
import { joinScans } from './join-scans.ts';
import type { JoinReport } from './join-task.ts';
import type { KernelSizes } from './kernel-sizes.ts';
import type { KernelThreads } from './kernel-threads.ts';
import { rangesRise } from './key-order.ts';
import { LOST, type MergeReport, type MergeTask } from './merge-task.ts';
import { PiecePlanner } from './plan-pieces.ts';
import { type Answer, regularOnes, type Scans } from './scan-task.ts';

/** What two files in order show side by side. */
export interface Merged {
  readonly scans: Scans;
  /** Pairs with a cell that differs, and records of one side; and pairs in which only the quotes of empty cells differ. */
  readonly differing: JoinReport;
  readonly requoted: JoinReport;
}

/**
 * Walks two files side by side, in parts that any thread takes; once more in one part where a cut was not where a record begins. Undefined where keys do not
 * rise, or a file is not for the kernel. Throws `compare.cancelled`, and what the file system throws.
 */
export async function mergeFiles(task: MergeTask, threads: KernelThreads, sizes: KernelSizes): Promise<Merged | undefined> {
  const planner = new PiecePlanner(sizes, threads.here);
  for (const whole of [false, true]) {
    const pieces = planner.ofBoth(task.order, task.sides, whole);
    const answers = await threads.share<Answer<MergeReport>>({ merge: task, pieces });
    const reports = regularOnes(answers);
    if (reports.length === pieces.length) return joined(task, reports);
    const lost = answers.some((answer) => 'irregular' in answer && answer.irregular === LOST);
    if (lost || pieces.length === 1) return undefined;
  }
  return undefined;
}

function joined({ order }: MergeTask, reports: readonly MergeReport[]): Merged | undefined {
  const ranges = reports.map(({ keys }) => keys);
  if (!rangesRise(order, ranges)) return undefined;
  const scanOf = (side: Side) => joinScans(reports.map(({ scans }) => scans[side]));
  return { scans: { legacy: scanOf('legacy'), candidate: scanOf('candidate') }, ...joinMerges(reports) };
}
