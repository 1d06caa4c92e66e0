import type { PairFigures, PairTask, PlannedPair } from './pair-task.ts';
import { fileChanged, PairWork } from './pair-work.ts';
import { RecordCursor } from './record-cursor.ts';

/** Reads the planned records again and compares them cell by cell: legacy once, the candidate once per stretch that fits the memory. */
export async function comparePairs(task: PairTask): Promise<PairFigures> {
  const work = new PairWork(task);
  const items = [...task.plan.pairs, ...task.plan.marked].sort((a, b) => a.legacy - b.legacy);
  const cursor = new RecordCursor(task.legacy, task.signal);
  try {
    for (let from = 0; from < items.length; ) {
      const to = endOfStretch(items, from, task.holdRecords);
      await work.stretch(cursor, items.slice(from, to));
      from = to;
    }
    await work.added();
  } finally {
    await cursor.close();
    await work.close();
  }
  const differing = task.plan.pairs.filter((pair) => pair.candidate !== undefined).length;
  if (work.figures.differing !== differing) throw fileChanged(task.candidate);
  return work.figures;
}

/** The stretch's end: as many items as bring `hold` candidate records. */
function endOfStretch(items: readonly PlannedPair[], from: number, hold: number): number {
  let held = 0;
  let to = from;
  while (to < items.length && held < hold) {
    if (items[to]?.candidate !== undefined) held += 1;
    to += 1;
  }
  return to;
}
