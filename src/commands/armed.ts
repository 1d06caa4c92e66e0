import type { Outside } from '../experiment/rehearsal.ts';
import { type Armed, armed, type DrillFacts, drillFacts, needsPermissions } from '../handbook/drill-proof.ts';
import { dateOfLastFire } from '../handbook/last-fire.ts';
import { permissionsOf } from '../handbook/permissions.ts';
import { worldHash } from '../handbook/which-world.ts';
import type { DrillEntry } from '../model/ledger.ts';
import type { Store } from '../model/store.ts';
import type { World } from '../model/world.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { resolveWorld, usesSandbox } from '../scenario/resolve-world.ts';
import { makeVariables } from '../scenario/variables.ts';
import type { Workspace } from '../scenario/workspace.ts';
import type { Shell } from './shell.ts';
import type { OpenWorld } from './wiring.ts';

/** The drills of a scenario in the ledger, oldest first. */
async function drillsOf({ ledger }: Store, scenario: string): Promise<readonly DrillEntry[]> {
  const drills: DrillEntry[] = [];
  for await (const { entry } of ledger.read()) if (entry.type === 'drill' && entry.scenario === scenario) drills.push(entry);
  return drills;
}

function factsOf(loaded: LoadedScenario, world: World, store: Store): Promise<DrillFacts> {
  return drillFacts(loaded, { world: world.kind, worldHash: worldHash(world) }, store);
}

/** Whether it is armed in a world that is open. Where all that is missing is whether its steps are permitted here, that is looked at; nothing is changed. */
export async function armedIn(loaded: LoadedScenario, store: Store, { world, registries }: OpenWorld, outside: Outside): Promise<Armed> {
  const { scenario, hash } = loaded;
  const [drills, facts, at] = [await drillsOf(store, scenario.id), await factsOf(loaded, world, store), outside.clock.now()];
  const state = armed(scenario, drills, facts, at);
  if (!needsPermissions(state)) return state;
  const variables = makeVariables(world, dateOfLastFire(scenario, at));
  const x = { ...outside, emit: () => {}, journal: { write: async () => {} } };
  return armed(scenario, drills, facts, at, await permissionsOf({ scenario, scenarioHash: hash, world, variables, registries }, x));
}

/** Whether a scenario's playbook is armed; nothing is started or asked for it, neither sandbox nor host. */
export async function armedOf(loaded: LoadedScenario, workspace: Workspace, store: Store, shell: Shell): Promise<Armed> {
  const sandbox = usesSandbox(workspace, loaded.scenario);
  const world = sandbox ? ({ kind: 'sandbox', hosts: {}, databases: {}, aws: {} } as const) : await resolveWorld(workspace, undefined, shell);
  return armed(loaded.scenario, await drillsOf(store, loaded.scenario.id), await factsOf(loaded, world, store), shell.clock.now());
}
