import type { FirstReading, ReadingTask } from '../tables/first-reading.ts';
import { NONE, PairList } from '../tables/pair-list.ts';
import type { PairPlan } from '../tables/plan-pairs.ts';
import type { JoinReport } from './join-task.ts';
import { planMembers } from './plan-members.ts';
import type { Scans } from './scan-task.ts';

/** The plan of what is not certainly equal. Undefined where the sums of both sides contradict it: they are what a pass rests on. */
export async function plannedReading(
  task: ReadingTask,
  { legacy, candidate }: Scans,
  joins: readonly JoinReport[],
  reading: Omit<FirstReading, 'plan'>,
): Promise<FirstReading | undefined> {
  const plan = await assemble(task, joins, reading);
  const sameSums = legacy.sumLow === candidate.sumLow && legacy.sumHigh === candidate.sumHigh;
  const nothing = plan.pairs.length === 0 && plan.added.length === 0;
  return nothing && !sameSums ? undefined : { ...reading, plan };
}

/** Nothing differs. */
export function equalReading(reading: Omit<FirstReading, 'plan'>): FirstReading {
  return { ...reading, plan: NOTHING };
}

/** Pairs that are not certainly equal. */
export function countPairs(joins: readonly JoinReport[]): number {
  return joins.reduce((count, join) => count + join.pairs.length / 2, 0);
}

const NOTHING: PairPlan = { pairs: new PairList(), added: new Uint32Array(), duplicates: { legacy: 0, candidate: 0, unequal: 0 } };

async function assemble(task: ReadingTask, joins: readonly JoinReport[], reading: Omit<FirstReading, 'plan'>): Promise<PairPlan> {
  const members = await planMembers(task, joins, reading.readers);
  const pairs = new PairList();
  pairs.addAll(members.pairs);
  addPairs(pairs, joins);
  const repeated = joins.reduce((count, join) => count + join.repeated, 0);
  const { legacy, candidate } = members.duplicates;
  const duplicates = { ...members.duplicates, legacy: legacy + repeated, candidate: candidate + repeated };
  return { pairs: pairs.sort(), added: addedRecords(joins, members.added), duplicates };
}

/** Adds the pairs and the records only in legacy. */
export function addPairs(pairs: PairList, joins: readonly JoinReport[]): void {
  for (const join of joins) {
    for (let at = 0; at < join.pairs.length; at += 2) pairs.add((join.pairs[at + 1] ?? 0) - 1, (join.pairs[at] ?? 0) - 1);
    for (const number of join.removed) pairs.add(number - 1, NONE);
  }
}

/** Indexes of the records only in the candidate, in order. */
export function addedRecords(joins: readonly JoinReport[], more: Uint32Array = new Uint32Array()): Uint32Array {
  const added = new Uint32Array(joins.reduce((count, join) => count + join.added.length, more.length));
  let at = 0;
  for (const join of joins) for (const number of join.added) added[at++] = number - 1;
  added.set(more, at);
  return added.sort();
}
