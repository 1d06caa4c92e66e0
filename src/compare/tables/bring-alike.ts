import type { RecordTable } from './record-table.ts';

/** Records of one key that have no equal on the other side. */
export interface Rest {
  readonly legacy: readonly number[];
  readonly candidate: readonly number[];
}

/**
 * Where a tolerance is declared, brings records that are the same but for it to the same places, by its numbers in ascending order; the others follow in order
 * of appearance. If there is a way for all of them to be accepted, this is one (of one column with a tolerance; of several, the first decides).
 */
export function bringAlike(legacy: RecordTable, candidate: RecordTable, rest: Rest): Rest {
  const [mine, theirs] = [legacy.kin, candidate.kin];
  const [fewer, more] = [Math.min(rest.legacy.length, rest.candidate.length), Math.max(rest.legacy.length, rest.candidate.length)];
  if (mine === undefined || theirs === undefined || fewer === 0 || more === 1) return rest;
  const open = new Map<number, number[]>();
  for (const record of rest.candidate.toSorted(byNumber(theirs.near)).reverse()) {
    const known = open.get(theirs.rest[record] ?? 0);
    if (known === undefined) open.set(theirs.rest[record] ?? 0, [record]);
    else known.push(record);
  }
  const paired = { legacy: new Set<number>(), candidate: new Set<number>() };
  for (const record of rest.legacy.toSorted(byNumber(mine.near))) {
    const partner = open.get(mine.rest[record] ?? 0)?.pop();
    if (partner === undefined) continue;
    paired.legacy.add(record);
    paired.candidate.add(partner);
  }
  const behind = (side: 'legacy' | 'candidate') => [...paired[side], ...rest[side].filter((record) => !paired[side].has(record))];
  return { legacy: behind('legacy'), candidate: behind('candidate') };
}

function byNumber(near: Float64Array): (a: number, b: number) => number {
  return (a, b) => {
    const [x, y] = [near[a] ?? 0, near[b] ?? 0];
    return x < y ? -1 : x > y ? 1 : a - b;
  };
}
