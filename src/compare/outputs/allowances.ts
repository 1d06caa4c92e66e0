import type { Allowance, AllowedDifference } from '../../model/allowance.ts';
import type { Cell, Difference } from '../../model/difference.ts';
import type { Finding } from '../../model/finding.ts';
import { message } from '../../model/message.ts';
import { withinDistance } from '../cells/decimal.ts';
import { hasForm } from '../cells/id-form.ts';
import { secondsSince1970 } from '../equivalence/date-time.ts';
import { type DifferenceSet, mergeSets } from '../tables/difference-set.ts';
import { ONE_SIDED } from './artifact-pairs.ts';

/**
 * The id of the first allowance whose target and bound per difference fit; undefined where none does. The number it may cover is judged at the end,
 * by `settleAllowances`. `allowances` are those of one check. What leaves out a whole column or file must be named by its kind.
 */
export function allowanceFor(difference: Difference, allowances: readonly Allowance[], output: string | undefined): string | undefined {
  return allowances.find(({ target, bound }) => {
    if (target.output !== undefined && target.output !== output) return false;
    if (target.kind !== undefined && target.kind !== difference.kind) return false;
    if (target.column !== undefined && target.column !== difference.column) return false;
    if (target.kind === undefined && leavesOut(difference, target.check)) return false;
    return isWithinBound(difference, bound);
  })?.id;
}

/** The check that is about columns alone. */
const OF_COLUMNS = 'columns';

/**
 * Whether a difference takes a whole column or file out of the comparison. It counts as one, however much is not compared: who accepts some cells or records has
 * not accepted that.
 */
function leavesOut({ kind, message: text }: Difference, check: string): boolean {
  return (kind === 'column' && check !== OF_COLUMNS) || text?.id === ONE_SIDED;
}

export interface SettledDifferences {
  readonly open: DifferenceSet;
  readonly allowed: readonly AllowedDifference[];
  /** One per allowance that would have had to cover more than its bound. */
  readonly findings: readonly Finding[];
}

/** An allowance that would have to cover more than its bound covers none: its differences are open again. */
export function settleAllowances(
  open: DifferenceSet,
  matched: ReadonlyMap<string, DifferenceSet>,
  allowances: readonly Allowance[],
  limit: number,
): SettledDifferences {
  const uncovered = [open];
  const allowed: AllowedDifference[] = [];
  const findings: Finding[] = [];
  for (const [id, set] of matched) {
    const allowance = allowances.find((one) => one.id === id);
    const example = set.listed[0]?.difference;
    if (allowance !== undefined && example !== undefined && set.total <= allowance.bound.count) allowed.push(covered(allowance, set.total, example));
    else {
      uncovered.push(set);
      if (allowance !== undefined) findings.push(exceeded(allowance, set.total));
    }
  }
  return { open: uncovered.length === 1 ? open : mergeSets(uncovered, limit), allowed, findings };
}

function covered(allowance: Allowance, count: number, example: Difference): AllowedDifference {
  const { id, reason, until, bound } = allowance;
  return {
    allowance: id,
    reason,
    until,
    covered: count,
    bound: bound.count,
    example,
    message: message('allowance.covers', '{allowance} covers {covered} of at most {bound}: {reason}', {
      allowance: id,
      covered: count,
      bound: bound.count,
      reason,
    }),
  };
}

function exceeded({ id, bound }: Allowance, count: number): Finding {
  return {
    id: 'allowance.exceeded',
    message: message('allowance.exceeded', 'allowance {allowance} may cover {bound} differences and would have to cover {count}: it covers none', {
      allowance: id,
      bound: bound.count,
      count,
    }),
    fix: message('allowance.exceeded.fix', 'Find out why there are more than were accepted; raise the bound only with new evidence.'),
  };
}

/** Whatever bounds a difference must hold for both of its cells. */
function isWithinBound({ legacy, candidate }: Difference, { absolute, seconds, form }: Allowance['bound']): boolean {
  if (absolute === undefined && seconds === undefined && form === undefined) return true;
  const [mine, theirs] = [textOf(legacy), textOf(candidate)];
  if (mine === undefined || theirs === undefined) return false;
  return (
    (absolute === undefined || withinDistance(mine, theirs, absolute)) &&
    (seconds === undefined || timesWithin(mine, theirs, seconds)) &&
    (form === undefined || (hasForm(mine, form) && hasForm(theirs, form)))
  );
}

function timesWithin(legacy: string, candidate: string, seconds: string): boolean {
  const [mine, theirs] = [secondsSince1970(legacy), secondsSince1970(candidate)];
  return mine !== undefined && theirs !== undefined && withinDistance(mine, theirs, seconds);
}

function textOf(cell: Cell | undefined): string | undefined {
  return cell !== undefined && 'text' in cell ? cell.text : undefined;
}
