import type { Scenario } from '../model/scenario.ts';
import type { Store } from '../model/store.ts';
import { STORE_CONTEXT } from './store-parts.ts';
import { runRecord } from './stored-run.ts';

/** Seals a run of the real world that passed just now, in a real folder, and enters it into the ledger. Each side met a version that is known. */
export async function sealPass(store: Store, scenario: Scenario, id = '20260301T000000Z-abcdef'): Promise<void> {
  const at = new Date().toISOString();
  const sides = { legacy: { runner: 'ssh', facts: { 'script.sha256': 's' } }, candidate: { runner: 'container', facts: { 'image.id': 'i' } } };
  const world = { kind: 'real', hosts: {}, databases: {}, aws: {} } as const;
  const run = await store.open(scenario.id, id, STORE_CONTEXT);
  await run.writeJson('run.json', runRecord({ id, scenario: scenario.id, world, sides, startedAt: at, finishedAt: at }));
  await run.writeJson('scenario.json', scenario);
  const { sealHash: seal } = await store.seal(run, STORE_CONTEXT);
  const entry = { type: 'run', at, scenario: scenario.id, run: id, status: 'pass', allowed: 0, purpose: 'rehearsal', world: 'real', seal } as const;
  await store.ledger.append(entry);
}
