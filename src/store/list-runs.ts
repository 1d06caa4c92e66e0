import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunHead } from '../model/run.ts';
import { lockIsLive } from './file-lock.ts';
import { readInterruptedHead, readRunHead } from './read-run-head.ts';
import { partialId, runLock } from './run-folder.ts';
import { fileErrorCode, storeFault } from './store-fault.ts';

/** The heads of all runs of a store, of one scenario if given, newest first. Runs that are under way are left out. */
export async function listRuns(store: string, scenario?: string): Promise<readonly RunHead[]> {
  const scenarios = scenario === undefined ? (await foldersIn(store)).filter((name) => !/^[._]/.test(name)) : [scenario];
  const heads = (await Promise.all(scenarios.map((name) => headsOf(store, name)))).flat();
  return newestFirst(heads);
}

/** By start, then by id. */
export function newestFirst(heads: readonly RunHead[]): readonly RunHead[] {
  return [...heads].sort((a, b) => compare(b.startedAt, a.startedAt) || compare(b.id, a.id));
}

async function headsOf(store: string, scenario: string): Promise<RunHead[]> {
  const heads: RunHead[] = [];
  for (const name of await foldersIn(join(store, scenario))) {
    const folder = join(store, scenario, name);
    const partial = partialId(name);
    if (partial === undefined) {
      // `_…` is no run: rollbacks lie there.
      if (!/^[._]/.test(name)) heads.push(await readRunHead({ id: name, scenario, folder }));
    } else if (!(await lockIsLive(runLock(store, scenario, partial)))) {
      const head = await readInterruptedHead({ id: partial, scenario, folder }).catch(ifGone);
      if (head !== undefined) heads.push(head);
    }
  }
  return heads;
}

async function foldersIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (thrown) {
    return fileErrorCode(thrown) === 'ENOENT' ? [] : storeFault(path)(thrown);
  }
}

/** A run that was sealed while the list was read: its partial folder is no more. */
function ifGone(thrown: unknown): undefined {
  if (fileErrorCode(thrown) !== 'ENOENT') throw thrown;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
