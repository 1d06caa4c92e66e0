import type { LedgerHead, LedgerRecord, LockReport, RunEntry } from '../model/ledger.ts';
import type { ProbeReading } from '../model/probe-reading.ts';
import type { RunRecord } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';

/** The ledger as the gate reads it. */
export interface LedgerFacts {
  readonly records: readonly LedgerRecord[];
  readonly head: LedgerHead;
  /** What `verify` found. */
  readonly problem?: string;
  /** A hash that was noted outside, where one was given. */
  readonly anchor?: string;
  /** What the storage says by itself, where it keeps records locked. */
  readonly locked?: LockReport;
}

/** One run of the ledger, and what its folder says. */
export interface RunFacts {
  readonly seq: number;
  readonly entry: RunEntry;
  /** Why its folder proves nothing: missing, damaged, another seal. */
  readonly problem?: string;
  readonly stored?: StoredFacts;
}

/** From sealed files, but for `unexplained`. */
export interface StoredFacts {
  readonly record: RunRecord;
  readonly scenario: Scenario;
  readonly probes: readonly ProbeReading[];
  /** Differences that no explanation accounts for, by its verdict; absent where there is none that cites this seal. */
  readonly unexplained?: number;
}

/** Whether the playbook is armed, as the handbook says it. */
export type ArmedFacts =
  | { readonly armed: true; readonly until: string; readonly drill?: { readonly world: 'sandbox' | 'real' } }
  | { readonly armed: false; readonly why: readonly string[] };

/** All that is known of a scenario. */
export interface ScenarioFacts {
  readonly scenario: Scenario;
  /** As it lies in the workspace now. */
  readonly hash: string;
  readonly files: Readonly<Record<string, string>>;
  /** Newest first, as far back as anything can count. */
  readonly runs: readonly RunFacts[];
  /** Ids of runs that were begun and never judged. */
  readonly interrupted: readonly string[];
  readonly armed: ArmedFacts;
}

/** When evidence must be fresh: now, or the day on which its host was stopped. */
export interface AsOf {
  readonly now: Date;
  /** The beginning of that day, UTC. */
  readonly stopped?: Date;
}

/** By what the age of evidence of that time (ms since 1970) counts. What was made after the host was stopped can be made anew: it must be fresh now. */
export function asOfEvidence(at: number, { now, stopped }: AsOf): AsOf {
  return stopped !== undefined && at < stopped.getTime() + DAY_MS ? { now, stopped } : { now };
}

const DAY_MS = 86_400_000;
