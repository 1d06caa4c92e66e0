import type { Connections } from '../connections/connections.ts';
import type { Outside } from '../experiment/rehearsal.ts';
import { TwinrunError, TwinrunErrors } from '../model/error.ts';
import type { Registries } from '../model/registries.ts';
import type { World } from '../model/world.ts';
import { makeLog } from '../runtime/log.ts';
import { findScenario, listScenarios } from '../scenario/find-scenario.ts';
import { type LoadedRetired, loadRetired } from '../scenario/load-retired.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load-scenario.ts';
import { resolveWorld, usesSandbox } from '../scenario/resolve-world.ts';
import { loadWorkspace, type Workspace } from '../scenario/workspace.ts';
import type { GlobalOptions } from './command.ts';
import type { Shell } from './shell.ts';

/** The registries for validating only: whoever asks for a connection has no world yet. */
export function unconnectedRegistries(shell: Shell): Promise<Registries> {
  return shell.registries({
    get world(): never {
      throw noWorld();
    },
    ssh: () => Promise.reject(noWorld()),
    aws: () => {
      throw noWorld();
    },
    query: () => Promise.reject(noWorld()),
    rows: () => {
      throw noWorld();
    },
    engine: () => Promise.reject(noWorld()),
    close: () => Promise.resolve(),
  });
}

function noWorld(): TwinrunError {
  return new TwinrunError({
    code: 'world.none',
    message: 'there is no connection to any world here',
    fix: 'This is a defect of Twinrun: report it.',
  });
}

export function openWorkspace(options: GlobalOptions, shell: Shell): Promise<Workspace> {
  return loadWorkspace(shell.folder, options.workspace);
}

export function makeOutside(options: GlobalOptions, shell: Shell): Outside {
  return { signal: shell.signal, clock: shell.clock, ids: shell.ids, secrets: shell.secrets, log: makeLog(options.logLevel, shell.secrets) };
}

/** Loads the named scenarios, or all; the mistakes of all of them at once. */
export async function loadScenarios(workspace: Workspace, ids: readonly string[], shell: Shell): Promise<readonly LoadedScenario[]> {
  const registries = await unconnectedRegistries(shell);
  const folders = await Promise.all(ids.map((id) => findScenario(workspace, id)));
  const results = await Promise.allSettled(folders.map((folder) => loadScenario(folder, registries, workspace)));
  const errors: TwinrunError[] = [];
  const loaded: LoadedScenario[] = [];
  for (const result of results) {
    if (result.status === 'fulfilled') loaded.push(result.value);
    else if (result.reason instanceof TwinrunErrors) errors.push(...result.reason.errors);
    else if (result.reason instanceof TwinrunError) errors.push(result.reason);
    else throw result.reason;
  }
  if (errors.length > 0) throw new TwinrunErrors(errors);
  return loaded;
}

/**
 * The ids of scenarios with two sides that were asked for. With --all, batches that nobody needs are left out, and stderr says so; named, they stay, and loading
 * them says what they are. Throws as `chosenBatches`.
 */
export async function chosenScenarios(workspace: Workspace, named: readonly string[], all: boolean, shell: Shell): Promise<readonly string[]> {
  const ids = await chosenBatches(workspace, named, all);
  if (!all) return ids;
  const sided: string[] = [];
  for (const id of ids) {
    if ((await loadRetired(await findScenario(workspace, id), workspace)) === undefined) sided.push(id);
    else shell.err.write(`${id} is retired, and left out: \`twinrun plan ${id}\` shows its stop plan\n`);
  }
  return sided;
}

/** The ids that were asked for: named, or with --all every batch of the workspace. Throws when neither or both. */
export async function chosenBatches(workspace: Workspace, named: readonly string[], all: boolean): Promise<readonly string[]> {
  if (all && named.length === 0) return listScenarios(workspace);
  if (!all && named.length > 0) return [...new Set(named)];
  throw new TwinrunError({
    code: 'cli.which-scenario',
    class: 'misuse',
    message: all ? 'both scenarios and --all were given' : 'no scenario was named',
    expected: 'one or more scenario ids, or --all',
    fix: '`twinrun scenarios` lists what there is.',
  });
}

/** The folders of all scenarios: they share the sandbox's hosts. */
export async function scenarioFolders(workspace: Workspace): Promise<readonly string[]> {
  return Promise.all((await listScenarios(workspace)).map((id) => findScenario(workspace, id)));
}

export interface OpenWorld {
  readonly world: World;
  readonly registries: Registries;
  readonly connections: Connections;
}

/** Starts the sandbox if the workspace uses it, connects, runs the body, and closes all of it again, whatever happened. */
export async function withWorld<T>(
  workspace: Workspace,
  loaded: readonly (LoadedScenario | LoadedRetired)[] | 'no scenario',
  outside: Outside,
  shell: Shell,
  tell: (text: string) => void,
  body: (open: OpenWorld) => Promise<T>,
): Promise<T> {
  const { useSandbox } = await import('../sandbox/sandbox.ts');
  const { makeConnections } = await import('../connections/connections.ts');
  const needsSandbox =
    loaded === 'no scenario' ? usesSandbox(workspace) : loaded.some((one) => usesSandbox(workspace, 'scenario' in one ? one.scenario : one.retired));
  if (needsSandbox) tell('getting the sandbox ready: SSH host, partner and decoy, S3, ECS, PostgreSQL');
  const sandbox = needsSandbox
    ? await useSandbox({
        workspaceFolder: workspace.folder,
        scenarioFolders: await scenarioFolders(workspace),
        engine: workspace.sandbox.engine,
        x: outside,
      })
    : undefined;
  try {
    if (sandbox !== undefined) outside.secrets.provide(sandbox.secrets);
    const world = await resolveWorld(workspace, sandbox?.world, shell);
    const connections = makeConnections(world, outside, shell.environment);
    try {
      return await body({ world, registries: await shell.registries(connections), connections });
    } finally {
      await connections.close();
    }
  } finally {
    await sandbox?.stop();
  }
}
