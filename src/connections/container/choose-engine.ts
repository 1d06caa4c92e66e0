import type { EngineSetting } from '../../model/engine-setting.ts';
import { type EngineClient, makeEngineClient } from './engine-client.ts';
import { requireEngine } from './engine-problem.ts';

const USE = { area: 'container', field: 'engine', otherwise: 'name another one as engine: in twinrun.yaml or under the container runner.' } as const;

/**
 * The engine to run containers with, once it has shown that it works. Throws `container.engine-missing`, `container.engine-unusable` (misuse);
 * another program is never taken instead of one that is named.
 */
export async function chooseEngine(
  program: 'podman' | 'docker' | 'auto',
  setting: EngineSetting | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<EngineClient> {
  const given = Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const client = (one: EngineSetting) => makeEngineClient(one, given);
  const plain = (name: 'podman' | 'docker') => client({ program: name, arguments: [], runArguments: [] });
  const chosen =
    setting !== undefined && (program === 'auto' || program === setting.program)
      ? client(setting)
      : program !== 'auto'
        ? plain(program)
        : (await plain('podman').ask(['--version'])).exitCode === 0
          ? plain('podman')
          : plain('docker');
  await requireEngine(chosen, USE);
  return chosen;
}
