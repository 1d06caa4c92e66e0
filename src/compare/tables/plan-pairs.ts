import { bringAlike, type Rest } from './bring-alike.ts';
import { NONE, PairList } from './pair-list.ts';
import type { RecordTable } from './record-table.ts';

/** Which records must be read again and compared cell by cell. Record indexes from 0. */
export interface PairPlan {
  /** Records of one key whose contents, or the quoting of whose empty cells, differ; records only in legacy, without a candidate. By legacy record. */
  readonly pairs: PairList;
  /** Records only in the candidate, in order. */
  readonly added: Uint32Array;
  readonly duplicates: Duplicates;
}

/** Keys that occur more than once on a side. */
export interface Duplicates {
  readonly legacy: number;
  readonly candidate: number;
  /** Keys that occur more than once and not equally often. */
  readonly unequal: number;
  /** The first of these, by its records. */
  readonly first?: { readonly legacy: readonly number[]; readonly candidate: readonly number[] };
}

/**
 * Pairs the records of both sides by key. Within a key: equal records cancel (of several equal ones, the first), the rest are paired in order of
 * appearance, what is left over is only on its side.
 */
export function planPairs(legacy: RecordTable, candidate: RecordTable, keys: number): PairPlan {
  const mine = legacy.byKey(keys);
  const theirs = candidate.byKey(keys);
  const pairs = new PairList();
  const added: number[] = [];
  const duplicates = { legacy: 0, candidate: 0, unequal: 0 };
  let first: Duplicates['first'];
  for (let key = 0; key < keys; key++) {
    const left = mine.order.subarray(mine.starts[key], mine.starts[key + 1]);
    const right = theirs.order.subarray(theirs.starts[key], theirs.starts[key + 1]);
    if (left.length > 1) duplicates.legacy += 1;
    if (right.length > 1) duplicates.candidate += 1;
    if (left.length !== right.length && Math.max(left.length, right.length) > 1) {
      duplicates.unequal += 1;
      first ??= { legacy: [...left], candidate: [...right] };
    }
    const rest = bringAlike(legacy, candidate, cancelEqual(legacy, candidate, left, right, pairs));
    for (const [nth, record] of rest.legacy.entries()) {
      pairs.add(record, rest.candidate[nth] ?? NONE);
    }
    for (const record of rest.candidate.slice(rest.legacy.length)) added.push(record);
  }
  return { pairs: pairs.sort(), added: Uint32Array.from(added).sort(), duplicates: first === undefined ? duplicates : { ...duplicates, first } };
}

/** Takes equal records of one key off both sides; notes those whose empty cells are quoted differently. */
function cancelEqual(legacy: RecordTable, candidate: RecordTable, left: Uint32Array, right: Uint32Array, marked: PairList): Rest {
  if (left.length === 0 || right.length === 0) return { legacy: [...left], candidate: [...right] };
  if (left.length === 1 && right.length === 1) return cancelSingle(legacy, candidate, left[0] ?? 0, right[0] ?? 0, marked);
  const mine = byRow(legacy, left);
  const theirs = byRow(candidate, right);
  const gone = { legacy: new Set<number>(), candidate: new Set<number>() };
  for (const [row, records] of mine) {
    const others = theirs.get(row) ?? [];
    const count = Math.min(records.length, others.length);
    const [cancelled, partners] = [records.slice(0, count), others.slice(0, count)];
    for (const record of cancelled) gone.legacy.add(record);
    for (const record of partners) gone.candidate.add(record);
    noteMarks(legacy, candidate, cancelled, partners, marked);
  }
  return { legacy: [...left].filter((record) => !gone.legacy.has(record)), candidate: [...right].filter((record) => !gone.candidate.has(record)) };
}

/** The usual case, without building anything. */
function cancelSingle(legacy: RecordTable, candidate: RecordTable, mine: number, theirs: number, marked: PairList): Rest {
  if (legacy.row(mine) !== candidate.row(theirs)) return { legacy: [mine], candidate: [theirs] };
  if (legacy.marks(mine) !== candidate.marks(theirs)) marked.add(mine, theirs);
  return NOTHING;
}

const NOTHING: Rest = { legacy: [], candidate: [] };

function byRow(table: RecordTable, records: Uint32Array): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (const record of records) {
    const known = rows.get(table.row(record));
    if (known === undefined) rows.set(table.row(record), [record]);
    else known.push(record);
  }
  return rows;
}

/** Equal texts: those with equal marks belong together, the others are paired in order. */
function noteMarks(legacy: RecordTable, candidate: RecordTable, records: readonly number[], partners: readonly number[], marked: PairList): void {
  const free = new Map<number, number>();
  for (const partner of partners) free.set(candidate.marks(partner), (free.get(candidate.marks(partner)) ?? 0) + 1);
  const alone = records.filter((record) => !takeOne(free, legacy.marks(record)));
  if (alone.length === 0) return;
  // The first of each mark were taken: what is still free are the last ones.
  const left = partners.toReversed().filter((partner) => takeOne(free, candidate.marks(partner)));
  left.reverse();
  for (const [nth, record] of alone.entries()) {
    const partner = left[nth];
    if (partner !== undefined) marked.add(record, partner);
  }
}

function takeOne(counts: Map<number, number>, of: number): boolean {
  const count = counts.get(of) ?? 0;
  if (count > 0) counts.set(of, count - 1);
  return count > 0;
}
