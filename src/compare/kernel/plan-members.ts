import type { Side } from '../../model/side.ts';
import type { FirstReading, ReadingTask } from '../tables/first-reading.ts';
import { RecordIndex } from '../tables/index-records.ts';
import { NONE, PairList } from '../tables/pair-list.ts';
import { type PairPlan, planPairs } from '../tables/plan-pairs.ts';
import type { RecordTable } from '../tables/record-table.ts';
import type { JoinReport } from './join-task.ts';

/** Reads the records whose keys occur more than once and plans them as the text way does. Throws `csv.unreadable`, `compare.cancelled`. */
export async function planMembers(task: ReadingTask, joins: readonly JoinReport[], readers: FirstReading['readers']): Promise<PairPlan> {
  const members = { legacy: membersOf(joins, 'legacy'), candidate: membersOf(joins, 'candidate') };
  const index = new RecordIndex(task.columns, task.key);
  const tableOf = async (side: Side): Promise<RecordTable> => {
    const adder = index.adder(side);
    await readers[side].read(members[side], (record) => adder.add(record));
    return adder.added.table;
  };
  const [legacy, candidate] = [await tableOf('legacy'), await tableOf('candidate')];
  return inPlace(planPairs(legacy, candidate, index.keys), members);
}

/** Indexes of records, in order. */
function membersOf(joins: readonly JoinReport[], side: Side): Uint32Array {
  const lists = joins.map((join) => join.members[side]);
  const all = new Uint32Array(lists.reduce((count, list) => count + list.length, 0));
  let at = 0;
  for (const list of lists) for (const number of list) all[at++] = number - 1;
  return all.sort();
}

/** A plan of the members as one of the whole tables. */
function inPlace(plan: PairPlan, members: Readonly<Record<Side, Uint32Array>>): PairPlan {
  const placeOf = (side: Side, index: number) => (index === NONE ? NONE : (members[side][index] ?? NONE));
  const pairs = new PairList();
  for (let at = 0; at < plan.pairs.length; at++) pairs.add(placeOf('legacy', plan.pairs.legacy(at)), placeOf('candidate', plan.pairs.candidate(at)));
  const { first, ...counts } = plan.duplicates;
  const places = (side: Side) => (first?.[side] ?? []).map((index) => placeOf(side, index));
  const duplicates = first === undefined ? counts : { ...counts, first: { legacy: places('legacy'), candidate: places('candidate') } };
  return { pairs, added: plan.added.map((index) => placeOf('candidate', index)), duplicates };
}
