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

/** Where runs and ledger live. */
export interface Store {
  /** Makes the partial folder. Throws `run.exists` when the id is taken. */
  open(scenario: string, id: string, x: Pick<Context, 'clock'>): Promise<OpenRun>;
  /** Goes on with a run whose process died before the seal; its torn journal line is put aside. Throws `run.not-interrupted`, `lock.held`. */
  resume(scenario: string, id: string, x: Pick<Context, 'clock'>): Promise<OpenRun>;
  /** Closes the journal, hashes everything, writes `seal.json`, renames the folder to its final name. */
  seal(run: OpenRun, x: Pick<Context, 'clock'>): Promise<SealedRun>;
  /** Writes a derived file (verdict, report) beside the evidence, atomically, mode 0600. */
  writeDerived(run: SealedRun, path: string, text: string): Promise<void>;
  /** A sealed run by its id; `latest` is the newest of the scenario. Verifies nothing: see `openSealed`. Throws `run.not-found`. */
  fetch(scenario: string, id: string): Promise<SealedRun>;
  list(query: { readonly scenario?: string; readonly limit?: number }): AsyncIterable<RunHead>;
  /** Throws `lock.held`, naming who holds it and since when. A lock of a process that no longer lives is taken over. */
  lock(name: string, x: Context): Promise<Lock>;
  readonly ledger: Ledger;
}
