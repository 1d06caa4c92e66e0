import { basename, dirname, join } from 'node:path';

/** The evidence's list of hashes. */
export const SEAL_FILE = 'seal.json';
export const RUN_FILE = 'run.json';
export const JOURNAL_FILE = 'journal.jsonl';
export const VERDICT_FILE = 'verdict.json';
/** Says which artifacts were removed; lies beside the seal, and is not sealed. */
export const TOMBSTONE_FILE = 'pruned.json';

/** Where a run lies while it is written. */
export function partialFolder(store: string, scenario: string, id: string): string {
  return join(store, scenario, `.${id}.partial`);
}

/** Where a sealed run lies. */
export function finalFolder(store: string, scenario: string, id: string): string {
  return join(store, scenario, id);
}

/** The run id of a partial folder's name, or undefined. */
export function partialId(name: string): string | undefined {
  return /^\.(.+)\.partial$/.exec(name)?.[1];
}

/** The id that a folder's place gives it: its own name, and the scenario's is the name of the folder above. */
export function placeOf(folder: string): { readonly id: string; readonly scenario: string } {
  return { id: basename(folder), scenario: basename(dirname(folder)) };
}

/**
 * Whether a path (relative, `/`) is a file that is made from the evidence and can be made again. Such files lie at the top of the run folder
 * and are not sealed; neither is the temporary file that an interrupted writing of one leaves behind.
 */
export function isDerived(path: string): boolean {
  return /^(verdict\.json|soak\.json|differences\.jsonl|report\.[a-z0-9]+|junit\.xml|(self-test|calibration)\.[A-Za-z0-9-]+\.json)(\.[0-9a-f]{12}\.tmp)?$/.test(
    path,
  );
}

/** Whether a path (relative, `/`) is what a side produced. */
export function isArtifact(path: string): boolean {
  return /^takes\/[^/]+\/artifacts\/./.test(path);
}

/** The lock file that lives as long as the process that writes the run. */
export function runLock(store: string, scenario: string, id: string): string {
  return join(store, '.locks', `run.${scenario}.${id}.lock`);
}
