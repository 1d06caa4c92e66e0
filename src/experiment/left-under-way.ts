import { join } from 'node:path';
import type { Store } from '../model/store.ts';
import { readJournal } from '../store/journal-file.ts';
import { JOURNAL_FILE } from '../store/run-folder.ts';

/** What the last run of a scenario may have left running, in one sentence, if its process died during a take: the next run is beside it. */
export async function leftUnderWay(store: Store, scenario: string): Promise<string | undefined> {
  for await (const { id, outcome, folder, left, note } of store.list({ scenario, limit: 1 })) {
    if (outcome !== 'interrupted' || left === 'sealed') continue;
    if (left === 'elsewhere') return `run ${id} was never sealed (${note?.text ?? 'another machine'}): it may still be running, beside this one`;
    const { entries } = await readJournal(join(folder, JOURNAL_FILE));
    const takesOf = (type: string) =>
      entries.flatMap((entry) => (entry.type === type && typeof entry.step === 'string' ? (/^take\.(.+)$/.exec(entry.step)?.slice(1) ?? []) : []));
    const ended = new Set(takesOf('step.finished'));
    const takes = [...new Set(takesOf('step.intended'))].filter((take) => !ended.has(take)).join(' and ');
    if (takes !== '') return `run ${id} was interrupted while ${takes} was under way: it may still be running, beside this one`;
  }
  return undefined;
}
