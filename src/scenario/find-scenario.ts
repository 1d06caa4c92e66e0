import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TwinrunError } from '../model/error.ts';
import { didYouMean } from '../runtime/nearest.ts';
import type { Workspace } from './workspace.ts';

/** The ids of a workspace's scenarios: the folders in `scenarios/` that hold scenario.yaml, sorted. */
export async function listScenarios(workspace: Pick<Workspace, 'folder'>): Promise<readonly string[]> {
  const root = join(workspace.folder, 'scenarios');
  const names = await readdir(root).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => (await stat(join(root, name, 'scenario.yaml')).catch(() => undefined))?.isFile() === true),
  );
  return names.filter((_, index) => found[index]).sort();
}

/** Absolute path of the folder of a scenario. Throws `scenario.not-found` with the ids that there are. */
export async function findScenario(workspace: Pick<Workspace, 'folder'>, id: string): Promise<string> {
  const ids = await listScenarios(workspace);
  if (ids.includes(id)) return join(workspace.folder, 'scenarios', id);
  throw new TwinrunError({
    code: 'scenario.not-found',
    class: 'misuse',
    message: `there is no scenario \`${id}\` in this workspace`,
    expected: ids.length === 0 ? 'a folder with scenario.yaml in scenarios/' : `one of ${ids.join(', ')}`,
    received: id,
    at: { file: join(workspace.folder, 'scenarios') },
    fix: didYouMean(id, ids, 'Run `twinrun scenarios` to see them, or `twinrun init` to make a first one.'),
  });
}
