import type { Side } from '../../model/side.ts';

/** How the keys of a file go on: by their bytes, or by their length first; up or down. */
export interface KeyOrder {
  readonly descends: boolean;
  readonly byLength: boolean;
}

/** Those by length first: they hold where numbers get longer, too, which the first records may not show. */
export const KEY_ORDERS: readonly KeyOrder[] = [
  { descends: false, byLength: true },
  { descends: true, byLength: true },
  { descends: false, byLength: false },
  { descends: true, byLength: false },
];

/** The cells of one key as they stand in the file, without the quotes around them. */
export type RawKey = readonly Uint8Array[];

/** Below 0 where `a` comes first; the kernel's `relationOf`. */
export function keyRelation({ descends, byLength }: KeyOrder, a: RawKey, b: RawKey): number {
  for (const [nth, mine] of a.entries()) {
    const theirs = b[nth] ?? new Uint8Array();
    const relation = (byLength ? mine.length - theirs.length : 0) || Buffer.compare(mine, theirs);
    if (relation !== 0) return descends ? -relation : relation;
  }
  return 0;
}

/** The first and the last key of a part of both files; absent where it holds no record. */
export interface KeyRange {
  readonly first?: RawKey;
  readonly last?: RawKey;
}

/** Whether each part lies above the one before it. */
export function rangesRise(order: KeyOrder, ranges: readonly KeyRange[]): boolean {
  let highest: RawKey | undefined;
  for (const { first, last } of ranges) {
    if (first === undefined || last === undefined) continue;
    if (highest !== undefined && keyRelation(order, highest, first) >= 0) return false;
    highest = last;
  }
  return true;
}

/** The lower one; either may be absent. */
export function lowerKey(order: KeyOrder, { legacy, candidate }: Readonly<Record<Side, RawKey | undefined>>): RawKey | undefined {
  if (legacy === undefined || candidate === undefined) return legacy ?? candidate;
  return keyRelation(order, legacy, candidate) <= 0 ? legacy : candidate;
}
