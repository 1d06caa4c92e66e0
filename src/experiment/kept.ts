import { join } from 'node:path';
import { TwinrunError } from '../model/error.ts';
import type { ResumedTake } from '../model/runner.ts';
import type { TakeId } from '../model/side.ts';
import type { OpenRun } from '../model/store.ts';
import { readJsonOf } from '../runtime/read-json-of.ts';
import { type JournalEntry, readJournal } from '../store/journal-file.ts';
import { JOURNAL_FILE } from '../store/run-folder.ts';

/** What an earlier process did of this run: its journal. Empty for a run that begins. */
export interface EarlierWork {
  readonly entries: readonly JournalEntry[];
}

export async function readEarlierWork(run: OpenRun): Promise<EarlierWork> {
  return { entries: (await readJournal(join(run.folder, JOURNAL_FILE))).entries };
}

/** Set when the take was about to be started before: it may have been. */
export function resumedTake({ entries }: EarlierWork, take: TakeId): ResumedTake | undefined {
  const intended = entries.find((entry) => entry.type === 'step.intended' && entry.step === `take.${take}`);
  if (typeof intended?.at !== 'string') return undefined;
  return { startedAt: intended.at, notes: entries.filter((entry) => entry.take === take) };
}

/**
 * A step's result is stored whole or not at all: one that lies there is never made again. Throws `resume.damaged` for a file that is no JSON of the schema: by then
 * something else than twinrun wrote into the run.
 */
export function readKept<T extends { readonly schema: string }>(run: OpenRun, path: string, schema: T['schema']): Promise<T | undefined> {
  const file = join(run.folder, path);
  return readJsonOf<T>(
    file,
    schema,
    () =>
      new TwinrunError({
        code: 'resume.damaged',
        message: 'a file of the interrupted run is damaged',
        at: { file },
        expected: `JSON of ${schema}`,
        fix: 'Rehearse again, without --resume.',
      }),
  );
}
