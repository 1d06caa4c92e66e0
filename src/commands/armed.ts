import { type Armed, armed, type DrillFacts, drillFacts } from '../handbook/drill-proof.ts';
import { worldHash } from '../handbook/which-world.ts';
import type { DrillEntry } from '../model/ledger.ts';
import type { Store } from '../model/store.ts';
import type { World } from '../model/world.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { resolveWorld, usesSandbox } from '../scenario/resolve-world.ts';
import type { Workspace } from '../scenario/workspace.ts';
import type { Shell } from './shell.ts';

/** The drills of a scenario in the ledger, oldest first. */
export async function drillsOf({ ledger }: Store, scenario: string): Promise<readonly DrillEntry[]> {
  const drills: DrillEntry[] = [];
  for await (const { entry } of ledger.read()) if (entry.type === 'drill' && entry.scenario === scenario) drills.push(entry);
  return drills;
}

export function factsOf(loaded: LoadedScenario, world: World, store: Store): Promise<DrillFacts> {
  return drillFacts(loaded, { world: world.kind, worldHash: worldHash(world) }, store);
}

/** Whether a scenario's playbook is armed; nothing is started or asked for it, neither sandbox nor host. */
export async function armedOf(loaded: LoadedScenario, workspace: Workspace, store: Store, shell: Shell): Promise<Armed> {
  const sandbox = usesSandbox(workspace, loaded.scenario);
  const world = sandbox ? ({ kind: 'sandbox', hosts: {}, databases: {}, aws: {} } as const) : await resolveWorld(workspace, undefined, shell);
  return armed(loaded.scenario, await drillsOf(store, loaded.scenario.id), await factsOf(loaded, world, store), shell.clock.now());
}
