import type { Status } from '../../model/status.ts';
import { comparesNothing } from '../tables/compares-nothing.ts';
import type { TableComparison } from '../tables/table-comparison.ts';

/**
 * The status of a bare comparison (nothing allowed): any difference of content is red, one of representation only when `strict`. A finding, no records on
 * a side, and no column that was compared forbid a pass.
 */
export function diffStatus(comparison: TableComparison, { strict }: { readonly strict: boolean }): Status {
  const { differences, findings, legacy, candidate, compared } = comparison;
  if (differences.content > 0 || (strict && differences.total > 0)) return 'fail';
  return compared && findings.length === 0 && legacy.rows > 0 && candidate.rows > 0 && !comparesNothing(comparison) ? 'pass' : 'inconclusive';
}
