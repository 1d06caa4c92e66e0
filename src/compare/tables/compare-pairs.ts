import { NONE, type PairList } from './pair-list.ts';
import type { PairFigures, PairTask } from './pair-task.ts';
import { PairWork } from './pair-work.ts';

/** Reads the planned records again and compares them cell by cell: legacy once, the candidate once per stretch that fits the memory. */
export async function comparePairs(task: PairTask): Promise<PairFigures> {
  const work = new PairWork(task);
  const { pairs } = task.plan;
  try {
    for (let from = 0; from < pairs.length; ) {
      const to = endOfStretch(pairs, from, task.holdRecords);
      await work.stretch(from, to);
      from = to;
    }
    await work.added();
  } finally {
    await task.readers.legacy.close();
    await task.readers.candidate.close();
  }
  return work.figures;
}

/** The stretch's end: as many pairs as bring `hold` candidate records. */
function endOfStretch(pairs: PairList, from: number, hold: number): number {
  let held = 0;
  let to = from;
  while (to < pairs.length && held < hold) {
    if (pairs.candidate(to) !== NONE) held += 1;
    to += 1;
  }
  return to;
}
