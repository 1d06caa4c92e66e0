import type { RunEntry } from '../model/ledger.ts';

/** After so many passes in a row without it, nobody needs an allowance. */
const ENOUGH = 10;

/**
 * Ids of allowances that covered nothing in the last ten passes in a row. `runs` are those of the scenario in one world, oldest first. A run that did not pass, or
 * whose scenario had no such allowance, begins anew; records of earlier versions, which do not say what was covered, are passed over.
 */
export function unneededAllowances(allowances: readonly { readonly id: string }[], runs: readonly RunEntry[]): readonly string[] {
  const told = runs.filter((run) => run.allowances !== undefined && run.status !== 'cancelled').slice(-ENOUGH);
  if (told.length < ENOUGH) return [];
  return allowances.map(({ id }) => id).filter((id) => told.every(({ status, allowances: all = {} }) => status === 'pass' && all[id] === 0));
}

/** One line for people. */
export function describeUnneeded(id: string): string {
  return `allowance ${id} covered nothing in the last ${ENOUGH} runs: remove it, for all that it can still do is to hide something`;
}
