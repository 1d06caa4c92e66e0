import type { GatePolicy, HostPolicy } from './gate-policy.ts';
import type { LedgerHead } from './ledger.ts';
import type { Side } from './side.ts';
import type { Status } from './status.ts';

/** One condition of the gate, and what it rests on. `not-asked`: the policy does not ask for it. */
export interface Condition {
  /** Kebab-case, stable: `passes`, `last-pass` … */
  readonly id: string;
  readonly title: string;
  /** `fail`: something speaks against it. `inconclusive`: what would show it is not there. */
  readonly status: Status | 'not-asked';
  readonly summary: string;
  readonly evidence: readonly string[];
  /** How to get it green. */
  readonly fix?: string;
  /** Until when it holds if nothing happens; ISO 8601, UTC. */
  readonly until?: string;
}

/** A run that counts. */
export interface CountedRun {
  readonly id: string;
  /** Of its record in the ledger. */
  readonly seq: number;
  /** sha256 of its `seal.json`. */
  readonly seal: string;
  readonly startedAt: string;
  readonly businessDate: string;
  readonly allowed: number;
}

/** What was proven: the versions that all counted runs met. */
export interface ProvenVersions {
  readonly scenarioHash: string;
  /** sha256 of every file of the scenario's folder but scenario.yaml, by relative path. */
  readonly files: Readonly<Record<string, string>>;
  readonly sides: Readonly<Record<Side, Readonly<Record<string, string>>>>;
}

export interface ScenarioGate {
  readonly scenario: string;
  readonly status: Status;
  readonly policy: GatePolicy;
  readonly conditions: readonly Condition[];
  /** Newest first. */
  readonly runs: readonly CountedRun[];
  /** Absent where no run counts. */
  readonly versions?: ProvenVersions;
}

export interface HostGate {
  readonly host: string;
  readonly policy: HostPolicy;
  readonly conditions: readonly Condition[];
  /** sha256 of the survey's file, where there is one. */
  readonly survey?: string;
}

/** The gate's answer: the worst of its conditions. */
export interface GateReport {
  readonly schema: 'twinrun.gate/1';
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly status: Status;
  readonly ledger: { readonly head: LedgerHead; readonly conditions: readonly Condition[] };
  readonly host?: HostGate;
  readonly scenarios: readonly ScenarioGate[];
}

/** What a green gate leaves: `reports/certificates/<host>.json`, or `scenario-<id>.json`. */
export interface Certificate {
  readonly schema: 'twinrun.certificate/1';
  readonly subject: { readonly host: string } | { readonly scenario: string };
  readonly issuedAt: string;
  readonly validUntil: string;
  readonly versions: { readonly twinrun: string; readonly node: string; readonly platform: string };
  readonly report: GateReport;
  /** sha256 of the canonical JSON of all other fields. */
  readonly hash: string;
}
