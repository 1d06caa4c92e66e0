import type { Difference } from '../../../model/difference.ts';
import type { Side } from '../../../model/side.ts';
import type { TableComparison } from '../../tables/table-comparison.ts';

/** Where two files differ in one trait of their bytes (`bom`, `line-ends`, …), and what each side shows. */
export interface Trait extends Readonly<Record<Side, string>> {
  readonly difference: Difference;
  readonly accounts: (difference: Difference) => boolean;
}

/** The difference `representation.<id>`; undefined where both sides are alike in it. */
export function traitOf({ representation }: Pick<TableComparison, 'representation'>, id: string): Trait | undefined {
  const named = `representation.${id}`;
  const difference = representation.find((one) => one.message?.id === named);
  if (difference === undefined) return undefined;
  const accounts = (one: Difference) => one.kind === 'representation' && one.message?.id === named;
  return { difference, accounts, legacy: textOf(difference, 'legacy'), candidate: textOf(difference, 'candidate') };
}

function textOf(difference: Difference, side: Side): string {
  const cell = difference[side];
  return cell !== undefined && 'text' in cell ? cell.text : '';
}
