import type { CommonColumn } from '../../tables/match-columns.ts';
import type { TableInput, TableRecord } from '../hypothesis.ts';
import { agreementOf } from './agreement.ts';
import { pairByOthers } from './pair-by-others.ts';
import type { RecordPair } from './record-pair.ts';

/** The share of the pairs by place that must be alike, so that the files run alike; and of the values of a column, beyond chance, so that it tells which are. */
const ALIKE = 0.8;

/**
 * Pairs the records that only one side has, as far as they are given: without a key each changed record is one of legacy and one of the candidate, and so it
 * is where the key itself is written in another way. `common` are the columns that are compared. By their place where both sides have as many and they run alike; else those that differ in one column.
 */
export function pairRecords({ added, removed, comparison }: TableInput, common: readonly CommonColumn[]): readonly RecordPair[] {
  if (added.length === 0 || removed.length === 0) return [];
  if (comparison.added === comparison.removed && added.length === removed.length) {
    const alike = pairByPlace(removed, added, common);
    if (alike.length >= ALIKE * removed.length) return alike;
  }
  return common.length < 2 ? [] : pairByOthers(removed, added, common);
}

/** Pairs of which most cells are the same, or most of those columns that tell records apart and are the same all over. */
function pairByPlace(removed: readonly TableRecord[], added: readonly TableRecord[], common: readonly CommonColumn[]): readonly RecordPair[] {
  const pairs = removed.flatMap((legacy, nth) => (added[nth] === undefined ? [] : [{ legacy, candidate: added[nth] }]));
  if (common.length === 1) return pairs;
  const texts = ({ legacy, candidate }: RecordPair, column: CommonColumn) =>
    [legacy.cells[column.legacy] ?? '', candidate.cells[column.candidate] ?? ''] as const;
  const same = common.filter((column) => agreementOf(pairs.map((pair) => texts(pair, column))).beyondChance >= ALIKE);
  const mostEqual = (pair: RecordPair, columns: readonly CommonColumn[]) => {
    const equal = columns.filter((column) => texts(pair, column)[0] === texts(pair, column)[1]).length;
    return columns.length > 0 && equal * 2 >= columns.length;
  };
  return pairs.filter((pair) => mostEqual(pair, same) || mostEqual(pair, common));
}
