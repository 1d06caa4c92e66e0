import type { Statement } from '../model/gate-policy.ts';
import type { CheckedStatement } from './host-facts.ts';

/** Why a statement cannot be relied on, or undefined. */
export function statementProblem({ statement, problem }: CheckedStatement, now: Date): string | undefined {
  return statement.on > now.toISOString().slice(0, 10) ? `it speaks of ${statement.on}, which is to come` : problem;
}

/** One line for people. A URL cannot be looked at offline, and that is said. */
export function describeStatement({ says, by, on, evidence }: Statement): string {
  const shown = 'file' in evidence ? `${evidence.file}, sha256 as said` : `${evidence.url} (not looked at)`;
  return `${says} (${by}, ${on}; ${shown})`;
}
