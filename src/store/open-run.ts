import { lstat, mkdir, realpath, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, sep } from 'node:path';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import type { Lock, OpenRun } from '../model/store.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { takeLock } from './file-lock.ts';
import { createJournal, type JournalFile, reopenJournal } from './journal-file.ts';
import { finalFolder, JOURNAL_FILE, partialFolder, runLock, SEAL_FILE } from './run-folder.ts';
import { safeName } from './safe-name.ts';
import { fileErrorCode, storeFault } from './store-fault.ts';

/** A run under way, with what only the store may touch. */
export interface RunUnderWay {
  readonly run: OpenRun;
  readonly journal: JournalFile;
  readonly lock: Lock;
}

/** Makes the partial folder with its journal and the lock that marks it as living. Throws `run.exists` (fault), `run.bad-name` (misuse). */
export async function openRun(store: string, scenario: string, id: string, x: Pick<Context, 'clock' | 'ids'>): Promise<RunUnderWay> {
  const folder = partialFolder(store, safeName(scenario), safeName(id));
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 }).catch(storeFault(folder));
  const lock = await takeLock(runLock(store, scenario, id), { purpose: `run ${id} of ${scenario}`, retries: 0 }, x);
  try {
    if ((await lstat(finalFolder(store, scenario, id)).catch(() => undefined)) !== undefined) throw exists(folder);
    await mkdir(folder, { mode: 0o700 }).catch((thrown: unknown) => {
      throw fileErrorCode(thrown) === 'EEXIST' ? exists(folder) : thrown;
    });
    const journal = await createJournal(join(folder, JOURNAL_FILE), x);
    return { run: runIn(folder, id, scenario, journal), journal, lock };
  } catch (thrown) {
    await lock.release();
    return storeFault(folder)(thrown);
  }
}

/** Goes on with a run whose process died before the seal. Throws `run.not-interrupted` (misuse), and `lock.held` where that process lives. */
export async function resumeRun(store: string, scenario: string, id: string, x: Pick<Context, 'clock' | 'ids'>): Promise<RunUnderWay> {
  const folder = partialFolder(store, safeName(scenario), safeName(id));
  const lock = await takeLock(runLock(store, scenario, id), { purpose: `run ${id} of ${scenario}`, retries: 0 }, x);
  try {
    if ((await lstat(folder).catch(() => undefined))?.isDirectory() !== true) throw notInterrupted(scenario, id);
    // A seal that was never published: the run may still change.
    await rm(join(folder, SEAL_FILE), { force: true });
    const journal = await reopenJournal(join(folder, JOURNAL_FILE), x);
    return { run: runIn(folder, id, scenario, journal), journal, lock };
  } catch (thrown) {
    await lock.release();
    return storeFault(folder)(thrown);
  }
}

function runIn(folder: string, id: string, scenario: string, journal: JournalFile): OpenRun {
  return { id, scenario, folder, journal: { write: journal.write }, writeJson: (path, value) => writeJson(folder, path, value) };
}

function notInterrupted(scenario: string, id: string): TwinrunError {
  return new TwinrunError({
    code: 'run.not-interrupted',
    class: 'misuse',
    message: `run ${id} of ${scenario} was not interrupted, or is not here`,
    fix: '`twinrun runs` lists all runs; only those marked interrupted can be gone on with.',
  });
}

async function writeJson(folder: string, path: string, value: unknown): Promise<void> {
  const target = join(folder, normalize(path));
  if (isAbsolute(path) || !target.startsWith(folder + sep)) throw outside(folder, path);
  try {
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const [root, parent] = [await realpath(folder), await realpath(dirname(target))];
    if (parent !== root && !parent.startsWith(root + sep)) throw outside(folder, path);
    await writeFileAtomic(target, `${JSON.stringify(value, null, 2)}\n`);
  } catch (thrown) {
    storeFault(target)(thrown);
  }
}

function exists(folder: string): TwinrunError {
  return new TwinrunError({
    code: 'run.exists',
    class: 'fault',
    message: 'a run with this id exists already',
    at: { file: folder },
    fix: 'Start again: each run gets an id of its own.',
  });
}

function outside(folder: string, path: string): TwinrunError {
  return new TwinrunError({
    code: 'run.path-outside',
    class: 'fault',
    message: 'this path leads out of the run folder',
    expected: `a path below ${folder}`,
    received: JSON.stringify(path),
    fix: 'Name files of a run relative to its folder, without `..`, and put no symbolic links into it.',
  });
}
