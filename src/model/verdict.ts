import type { CheckResult } from './check.ts';
import type { ErrorData } from './error.ts';
import type { Finding } from './finding.ts';
import type { Message } from './message.ts';
import type { Status } from './status.ts';

/** A check's result within a verdict. `status` is after the rule of comparability; `result.status` is what the check itself found. */
export interface JudgedCheck {
  readonly id: string;
  readonly title: Message;
  readonly scope: 'outcome' | 'content';
  readonly output?: string;
  readonly options: unknown;
  readonly status: Status;
  /** Absent when the check crashed. */
  readonly result?: CheckResult;
  readonly error?: ErrorData;
}

/** The judgement of one run. Derived: it cites the seal and can be made again from the evidence, with the same outcome. */
export interface Verdict {
  readonly schema: 'twinrun.verdict/1';
  readonly run: string;
  readonly scenario: string;
  /** sha256 of `seal.json`. */
  readonly seal: string;
  readonly status: Status;
  /** How many differences were allowed; "pass, with N allowed" is said whenever it is above 0. */
  readonly allowed: number;
  /** Why the pair is not comparable; empty when it is. */
  readonly notComparable: readonly Message[];
  /** What is worth knowing and does not change the status. */
  readonly notes: readonly Message[];
  readonly findings: readonly Finding[];
  readonly checks: readonly JudgedCheck[];
}

/** `PASS`, `PASS, with 3 allowed`, `FAIL`, `INCONCLUSIVE`. */
export function describeVerdict(verdict: Pick<Verdict, 'status' | 'allowed'>): string {
  const word = verdict.status.toUpperCase();
  return verdict.status === 'pass' && verdict.allowed > 0 ? `${word}, with ${verdict.allowed} allowed` : word;
}

/** Differences that no explanation accounts for. Where nobody looked for causes, all are without one. */
export function unexplainedIn({ checks }: Pick<Verdict, 'checks'>): number {
  const of = ({ total, explanations }: CheckResult) => Math.max(0, total - explanations.reduce((sum, { accountsFor }) => sum + accountsFor, 0));
  return checks.reduce((sum, { result }) => sum + (result === undefined ? 0 : (result.unexplained?.total ?? of(result))), 0);
}
