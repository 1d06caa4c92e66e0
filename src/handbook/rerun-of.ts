import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Observation } from '../model/observation.ts';
import type { Act } from './act.ts';
import { stateOf } from './act-journal.ts';
import { endFile } from './act-work.ts';
import type { RollbackFolder } from './rollback-folder.ts';

/**
 * The run of the legacy batch that this plan did, as it was observed. Where a person or `doneWhen` says that it was done, its window is from its last beginning to their
 * word. Undefined where no step runs it, or it is not done.
 */
export async function rerunOf(
  acts: readonly Act[],
  { folder, journal }: Pick<RollbackFolder, 'folder' | 'journal'>,
): Promise<Observation | undefined> {
  const act = acts.findLast(({ step, leftOut }) => step.kind === 'rerun' && leftOut === undefined);
  const state = act === undefined ? undefined : stateOf(act.id, journal.entries);
  if (state?.kind !== 'done') return undefined;
  const stored = state.attempt === undefined ? undefined : await readFile(join(folder, endFile(state.attempt)), 'utf8');
  const observation = stored === undefined ? undefined : (JSON.parse(stored) as { readonly observation?: Observation }).observation;
  if (observation !== undefined) return observation;
  const { startedAt, finishedAt } = state.window;
  const head = { schema: 'twinrun.observation/1', take: 'legacy-1', side: 'legacy', runner: 'none' } as const;
  const reason = { id: 'rollback.settled', text: state.text, values: {} };
  const log = { bytes: 0, cutBytes: 0, complete: false };
  const durationMs = Date.parse(finishedAt) - Date.parse(startedAt);
  return { ...head, outcome: { kind: 'unknown', reason }, startedAt, finishedAt, durationMs, log, facts: {} };
}
