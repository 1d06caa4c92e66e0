import type { Claims } from './claim.ts';
import type { Context, Journal } from './context.ts';
import type { Ledger } from './ledger.ts';
import type { RunHead, Seal } from './run.ts';

/** A run that is being written: `.<run id>.partial/`. */
export interface OpenRun {
  readonly id: string;
  readonly scenario: string;
  /** Absolute path of the partial folder. */
  readonly folder: string;
  readonly journal: Journal;
  /** Writes a JSON file of the evidence atomically, mode 0600. */
  writeJson(path: string, value: unknown): Promise<void>;
}

/** A sealed run that lies readable on this machine. */
export interface SealedRun {
  readonly id: string;
  readonly scenario: string;
  readonly folder: string;
  readonly seal: Seal;
  /** sha256 of `seal.json`. */
  readonly sealHash: string;
}

export interface Lock {
  release(): Promise<void>;
}

/** A lock that somebody holds, as `twinrun unlock` lists it. */
export interface HeldLock {
  readonly name: string;
  /** One line for people: process, host, since when. */
  readonly holder: string;
  /** Tells this holding of the lock from a later one. */
  readonly mark: string;
  /** Whether it can be known, here, that the holder lives. */
  readonly alive: boolean;
}

/** Where runs and ledger live. */
export interface Store {
  /** For people: a folder or `s3://bucket/prefix`. */
  readonly address: string;
  /** Makes the partial folder. Throws `run.exists` when the id is taken. */
  open(scenario: string, id: string, x: Pick<Context, 'clock'>): Promise<OpenRun>;
  /** Goes on with a run whose process died before the seal; its torn journal line is put aside. Throws `run.not-interrupted`, `lock.held`. */
  resume(scenario: string, id: string, x: Pick<Context, 'clock'>): Promise<OpenRun>;
  /** Closes the journal, hashes everything, writes `seal.json`, renames the folder to its final name. */
  seal(run: OpenRun, x: Pick<Context, 'clock'>): Promise<SealedRun>;
  /** Writes a derived file (verdict, report) beside the evidence, atomically, mode 0600. */
  writeDerived(run: SealedRun, path: string, text: string): Promise<void>;
  /** A sealed run by its id; `latest` is the newest of the scenario. One that had to be brought here was verified; otherwise see `openSealed`. Throws `run.not-found`, `evidence.damaged`. */
  fetch(scenario: string, id: string): Promise<SealedRun>;
  /**
   * The sealed run; where its seal was written on this machine and it never got whole into the store, that is done first. Throws as `fetch` and `seal`.
   */
  complete(scenario: string, id: string): Promise<SealedRun>;
  /** Writes what is left of removed artifacts (`pruned.json`), then removes them; both again, where an earlier time died. */
  removeArtifacts(run: SealedRun, tombstone: string, paths: readonly string[]): Promise<void>;
  list(query: { readonly scenario?: string; readonly limit?: number }): AsyncIterable<RunHead>;
  /** Throws `lock.held`, naming who holds it and since when. A lock of a process that no longer lives is taken over. */
  lock(name: string, x: Pick<Context, 'clock' | 'ids'>): Promise<Lock>;
  /** The named locks that are held. */
  locks(): Promise<readonly HeldLock[]>;
  /** Ends a holding of a lock on a person's word. Throws `lock.not-held` (misuse) where another holds it by now, or nobody. */
  unlock(name: string, mark: string, x: Pick<Context, 'clock' | 'ids'>): Promise<HeldLock>;
  readonly ledger: Ledger;
  readonly claims: Claims;
}
