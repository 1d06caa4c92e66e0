import type { Difference } from '../../../model/difference.ts';
import type { Side } from '../../../model/side.ts';

export function otherSide(side: Side): Side {
  return side === 'legacy' ? 'candidate' : 'legacy';
}

/** The number of the record that only `side` has; undefined for any other difference. */
export function ownRecord({ kind, record }: Difference, side: Side): number | undefined {
  return kind === (side === 'legacy' ? 'removed' : 'added') ? record?.[side] : undefined;
}

/** How many records only `side` has. */
export function ownRecords(comparison: { readonly added: number; readonly removed: number }, side: Side): number {
  return side === 'legacy' ? comparison.removed : comparison.added;
}
