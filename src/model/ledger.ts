import type { Status } from './status.ts';

/** What enters the ledger: that a run was judged, that its artifacts were removed, or that a person ended a lock. More types come with drills and cutovers. */
export type LedgerEntry = RunEntry | PruneEntry | UnlockEntry;

export interface RunEntry {
  readonly type: 'run';
  readonly at: string;
  readonly scenario: string;
  readonly run: string;
  readonly status: Status | 'cancelled';
  readonly allowed: number;
  readonly world: 'sandbox' | 'real';
  /** sha256 of the run's `seal.json`. */
  readonly seal: string;
}

export interface PruneEntry {
  readonly type: 'prune';
  readonly at: string;
  readonly scenario: string;
  readonly run: string;
  /** What was removed. */
  readonly files: number;
  readonly bytes: number;
  readonly world: 'sandbox' | 'real';
  /** sha256 of the run's `seal.json`: it still says what was there. */
  readonly seal: string;
}

export interface UnlockEntry {
  readonly type: 'unlock';
  readonly at: string;
  readonly lock: string;
  /** Who held it, in words. */
  readonly holder: string;
  /** Who ended it: `user@host`. */
  readonly by: string;
  readonly reason: string;
}

/** One line of the ledger: `hash` is the sha256 of the canonical JSON of all other fields, `previous` the hash of the line before. */
export interface LedgerRecord {
  readonly schema: 'twinrun.ledger/1';
  readonly seq: number;
  readonly previous: string;
  readonly entry: LedgerEntry;
  readonly hash: string;
}

export interface LedgerHead {
  readonly seq: number;
  readonly hash: string;
}

export interface LedgerReport {
  readonly ok: boolean;
  readonly count: number;
  readonly head: LedgerHead;
  /** First place where the chain does not hold, in words. */
  readonly problem?: string;
}

/** The append-only, hash-chained list of what was run. */
export interface Ledger {
  /** Throws `ledger.moved` when `expectedHead` is given and is no longer the head, `ledger.damaged` when the chain does not hold. */
  append(entry: LedgerEntry, expectedHead?: LedgerHead): Promise<LedgerHead>;
  read(): AsyncIterable<LedgerRecord>;
  verify(): Promise<LedgerReport>;
}
