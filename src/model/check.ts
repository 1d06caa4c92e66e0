import type { Allowance, AllowedDifference } from './allowance.ts';
import type { Clock } from './clock.ts';
import type { Difference } from './difference.ts';
import type { AloneEvidence, EvidencePair } from './evidence.ts';
import type { Explanation } from './explanation.ts';
import type { Finding } from './finding.ts';
import type { Message, Values } from './message.ts';
import type { Schema } from './schema.ts';
import type { Status } from './status.ts';

/** One parity rule: evidence in, result out. Pure: no network, no store; the clock stands at the time of the run. */
export interface Check<O = unknown> {
  readonly apiVersion: 1;
  /** Kebab-case; the key under `checks:` in a scenario. */
  readonly id: string;
  readonly title: Message;
  /**
   * `outcome` checks (exit code, duration, freshness, fence) always count.
   * `content` checks are inconclusive, whatever they found, when the pair is not comparable.
   */
  readonly scope: 'outcome' | 'content';
  /**
   * True for a content check that looks at a trait only (names, sizes, charset, line ends, a side's own copies): it does not show that
   * the outputs are the same, so alone it makes no pass.
   */
  readonly traitOnly?: boolean;
  /**
   * True for a check that judges all there is to the output that it names (a configuration), so that the output needs no other check. It does not show
   * that data are the same, and makes no pass.
   */
  readonly judgesOutput?: true;
  /** Options with an `output` field are validated against the scenario's outputs. */
  readonly options: Schema<O>;
  /** May throw: a crash is inconclusive and keeps its error. */
  check(pair: EvidencePair, options: O, x: CheckContext): Promise<CheckResult>;
  /**
   * Judges the candidate's side by itself, in a soak without legacy; undefined where these options ask nothing of one side. Absent where the rule is about both
   * sides. Its words must not sound as if anything had been compared with legacy.
   */
  alone?(evidence: AloneEvidence, options: O, x: CheckContext): Promise<CheckResult | undefined>;
}

export interface CheckContext {
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, 'now'>;
  /** The scenario's unexpired allowances whose target names this check. */
  readonly allowances: readonly Allowance[];
  /** False where only the status counts: causes, which take a second reading, are not looked for. */
  readonly explain?: boolean;
}

export interface CheckResult {
  readonly status: Status;
  readonly summary: Message;
  /** What was counted, for the report's table: `legacy.rows`, `cells` … */
  readonly figures: Values;
  /** Capped; never without its `total`. Allowed differences are not in it. */
  readonly differences: readonly Difference[];
  readonly total: number;
  /** Differences by column, complete (name → cells). */
  readonly columns?: Readonly<Record<string, number>>;
  readonly allowed: readonly AllowedDifference[];
  readonly findings: readonly Finding[];
  readonly explanations: readonly Explanation[];
  /** What no explanation accounts for; where causes were looked for. `first` is capped. */
  readonly unexplained?: { readonly total: number; readonly first: readonly Difference[] };
}
