import type { RunEntry } from '../model/ledger.ts';
import type { RunHead } from '../model/run.ts';
import type { Store } from '../model/store.ts';
import { readLedger } from '../store/read-ledger.ts';
import type { RunFacts } from './facts.ts';

/**
 * Runs of a scenario in a world that were sealed, and that the ledger does not have: their process died before it entered them, or their record was cut off. They end a
 * row like any run that proves nothing, for what may be left out may be chosen. Newest first; `until`: those that began later are passed over.
 */
export async function unenteredRuns(
  store: Store,
  scenario: string,
  { world, until }: { readonly world: RunEntry['world']; readonly until?: Date | undefined },
): Promise<readonly RunFacts[]> {
  const sealed: RunHead[] = [];
  for await (const head of store.list({ scenario })) {
    const isLater = until !== undefined && Date.parse(head.startedAt) > until.getTime();
    if (head.outcome === 'completed' && head.world === world && !isLater) sealed.push(head);
  }
  // Read afterwards: a run that was entered meanwhile is not missed.
  const records = await readLedger(store);
  const entered = new Set(records.flatMap(({ entry }) => (entry.type === 'run' && entry.scenario === scenario ? [entry.run] : [])));
  return sealed.filter(({ id }) => !entered.has(id)).map(asUnproven);
}

function asUnproven({ id, scenario, startedAt, status, world }: RunHead): RunFacts {
  const entry: RunEntry = { type: 'run', at: startedAt, scenario, run: id, status: status ?? 'inconclusive', allowed: 0, world, seal: '' };
  return {
    ...{ seq: 0, entry },
    problem: `it was sealed, and the ledger does not have it: it is being judged, its process died (twinrun rehearse ${scenario} --resume), or its record was cut off`,
  };
}
