import { join } from 'node:path';
import type { TakeId } from '../model/side.ts';
import type { Store } from '../model/store.ts';
import { type JournalEntry, readJournal } from '../store/journal-file.ts';
import { JOURNAL_FILE } from '../store/run-folder.ts';

/** A run whose process died during takes, on this machine. */
export interface LeftRun {
  readonly id: string;
  readonly folder: string;
  readonly entries: readonly JournalEntry[];
  readonly takes: readonly TakeId[];
}

/** The last run of a scenario, if its process died during a take and it was begun here. */
export async function leftRun(store: Store, scenario: string): Promise<LeftRun | undefined> {
  for await (const { id, outcome, folder, left } of store.list({ scenario, limit: 1 })) {
    if (outcome !== 'interrupted' || left === 'sealed' || left === 'elsewhere') continue;
    const { entries } = await readJournal(join(folder, JOURNAL_FILE));
    const takesOf = (type: string) =>
      entries.flatMap((entry) => (entry.type === type && typeof entry.step === 'string' ? (/^take\.(.+)$/.exec(entry.step)?.slice(1) ?? []) : []));
    const ended = new Set(takesOf('step.finished'));
    const takes = [...new Set(takesOf('step.intended'))].filter((take) => !ended.has(take)) as TakeId[];
    if (takes.length > 0) return { id, folder, entries, takes };
  }
  return undefined;
}

/** What the last run of a scenario may have left running, in one sentence, if its process died during a take. */
export async function leftUnderWay(store: Store, scenario: string): Promise<string | undefined> {
  const here = await leftRun(store, scenario);
  if (here !== undefined)
    return `run ${here.id} was interrupted while ${here.takes.join(' and ')} was under way: what is left of it is looked for and ended`;
  for await (const { id, outcome, left, note } of store.list({ scenario, limit: 1 }))
    if (outcome === 'interrupted' && left === 'elsewhere')
      return `run ${id} was never sealed (${note?.text ?? 'another machine'}): it may still be running, beside this one`;
  return undefined;
}
