import type { Duration } from './clock.ts';

/** What must be so before a batch is moved, or a host goes: `gate:` of a scenario over `gate:` of the workspace over the defaults. */
export interface GatePolicy {
  /** So many passes in a row. */
  readonly passes: number;
  /** They were started on so many different days, by the clock of the schedule's zone. */
  readonly days: number;
  /** One of them is about the last day of a month. */
  readonly monthEnd: boolean;
  /** Each of these business dates is among them, `YYYY-MM-DD`. */
  readonly dates: readonly string[];
  /** Name of the probe that says 0 on a day without input; such a day is among them. Absent: not asked for. */
  readonly emptyInput?: string;
  /** The last of them is no older. */
  readonly lastPass: Duration;
  /** The playbook is armed by a drill. */
  readonly armed: boolean;
  /** The least share of planted faults that the self-test must catch, 0 to 1; 0: not asked for. */
  readonly selfTest: number;
  /** A head of the ledger that was noted outside must be given. */
  readonly anchor: boolean;
  readonly world: GateWorld;
  /** How long a certificate holds at most. */
  readonly validFor: Duration;
}

/** The world whose records count. What is absent is any; only an endpoint that is not AWS itself must be named. Records of the sandbox never count. */
export interface GateWorld {
  readonly region?: string;
  /** A stand-in for AWS. */
  readonly endpoint?: string;
  /** Address by name of the host. */
  readonly hosts?: Readonly<Record<string, string>>;
}

/** What must be so before a host goes. */
export interface HostPolicy {
  /** Under which name it was surveyed. */
  readonly survey: string;
  /** The survey is no older. */
  readonly surveyWithin: Duration;
  /** Who answers for each entry that the survey found, by the entry's id. */
  readonly entries: Readonly<Record<string, EntryClaim>>;
  /** The host was stopped for so many days first; 0: not asked for. */
  readonly stoppedDays: number;
  /** What the host keeps for a time was copied away, and the copy verified. */
  readonly backups: boolean;
  readonly claims: HostClaims;
}

/** A scenario that replaces it, or why it needs no replacement. */
export type EntryClaim = { readonly scenario: string } | { readonly goes: string; readonly by: string };

/** What only a person knows. */
export interface HostClaims {
  /** The host stands still since the day of the statement. */
  readonly stopped?: Statement;
  /** By the folder or pattern that was copied. */
  readonly backups: Readonly<Record<string, Statement>>;
  /** By the user: `login:ftpuser`, `export:/srv/out`, `port:21`, `reader:account` (or the file that is read, where the account is not known). */
  readonly users: Readonly<Record<string, Statement>>;
}

/** Somebody's word, and what shows it. */
export interface Statement {
  readonly says: string;
  readonly by: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly on: string;
  /** `file`: relative to the workspace, held against its sha256. A URL is only shown. */
  readonly evidence: { readonly file: string; readonly sha256: string } | { readonly url: string };
}
