import type { Statement } from '../model/gate-policy.ts';
import type { RollbackEntry, SurveyedEntry } from '../model/ledger.ts';
import type { RunRecord } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Survey } from '../model/survey.ts';

/** A statement, and what came of looking at its evidence. */
export interface CheckedStatement {
  readonly statement: Statement;
  /** Why its evidence does not hold. */
  readonly problem?: string;
}

/** All that is known of a host. */
export interface HostFacts {
  readonly host: string;
  /** `entered`: the last survey of that name in the ledger. */
  readonly survey?: { readonly survey: Survey; readonly sha256: string; readonly entered?: SurveyedEntry };
  readonly stopped?: CheckedStatement;
  readonly backups: Readonly<Record<string, CheckedStatement>>;
  readonly users: Readonly<Record<string, CheckedStatement>>;
}

/** What entries of a host may be claimed by. */
export interface Claimable {
  readonly covering: ReadonlyMap<string, CoveringScenario>;
  /** Ids of batches that nobody needs. */
  readonly retired: ReadonlySet<string>;
}

/** What the gate of a host sees of a scenario that replaces one of its batches. */
export interface CoveringScenario {
  readonly scenario: Scenario;
  /** Of the newest pass that counts. */
  readonly newest?: RunRecord;
  /** When a soak last kept legacy running in its shadow, whatever came of it; ISO 8601, UTC. */
  readonly shadowedAt?: string;
  /** It was gone back from, and nothing shows since that its candidate is at work. */
  readonly goneBack?: RollbackEntry;
}
