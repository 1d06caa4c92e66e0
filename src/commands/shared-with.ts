import { TwinrunError, TwinrunErrors } from '../model/error.ts';
import { listScenarios } from '../scenario/find-scenario.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { type SharedPlace, sharedPlaces } from '../scenario/shared-places.ts';
import type { Workspace } from '../scenario/workspace.ts';
import type { Shell } from './shell.ts';
import { loadScenarios } from './wiring.ts';

/** The places that these scenarios and others of the workspace write. Others that are not valid are left out: `twinrun scenarios` says what is wrong with them. */
export async function sharedWith(loaded: readonly LoadedScenario[], workspace: Workspace, shell: Shell): Promise<readonly SharedPlace[]> {
  const asked = new Set(loaded.map(({ scenario }) => scenario.id));
  const ids = (await listScenarios(workspace)).filter((id) => !asked.has(id));
  const others = await Promise.all(ids.map((id) => loadScenarios(workspace, [id], shell).catch(leaveOut)));
  const all = [...loaded, ...others.flat()].map(({ scenario }) => scenario).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return sharedPlaces(all, workspace).filter(({ writers }) => writers.some(({ scenario }) => asked.has(scenario)));
}

function leaveOut(thrown: unknown): readonly LoadedScenario[] {
  if (thrown instanceof TwinrunError || thrown instanceof TwinrunErrors) return [];
  throw thrown;
}
