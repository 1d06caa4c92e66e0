import type { Clock } from '../model/clock.ts';
import type { Ledger } from '../model/ledger.ts';
import type { RunHead } from '../model/run.ts';
import type { Store } from '../model/store.ts';
import { assertIntact, type OpenedRun, openSealed } from './open-sealed.ts';
import { isArtifact } from './run-folder.ts';
import type { Tombstone } from './tombstone.ts';

/** What removing a run's artifacts frees. */
export interface PrunePlan {
  readonly head: RunHead;
  readonly run: OpenedRun;
  readonly files: Tombstone['files'];
  readonly bytes: number;
}

/** What would be removed of a run; undefined where nothing is left to remove and to enter. Throws `evidence.damaged`: damaged evidence is looked at, not removed. */
export async function planPrune(head: RunHead, store: Store): Promise<PrunePlan | undefined> {
  const run = await openSealed((await store.fetch(head.scenario, head.id)).folder);
  assertIntact(run);
  const files = run.tombstone?.files ?? run.seal.files.filter(({ path }) => isArtifact(path));
  if (files.length === 0 || (run.tombstone !== undefined && (await isEntered(store.ledger, run)))) return undefined;
  return { head, run, files, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}

/** Removes artifacts: the tombstone comes first and the ledger last, so that a crash in between is made good by the next time. */
export async function pruneRun({ head, run, files, bytes }: PrunePlan, reason: string, store: Store, clock: Clock): Promise<void> {
  const at = clock.now().toISOString();
  const tombstone: Tombstone = run.tombstone ?? { schema: 'twinrun.tombstone/1', run: run.id, prunedAt: at, reason, files };
  const paths = files.map(({ path }) => path);
  await store.removeArtifacts(run, `${JSON.stringify(tombstone, null, 2)}\n`, paths);
  const { id, scenario, sealHash: seal } = run;
  await store.ledger.append({ type: 'prune', at, scenario, run: id, files: files.length, bytes, world: head.world, seal });
}

async function isEntered(ledger: Ledger, { sealHash }: OpenedRun): Promise<boolean> {
  for await (const { entry } of ledger.read()) if (entry.type === 'prune' && entry.seal === sealHash) return true;
  return false;
}
