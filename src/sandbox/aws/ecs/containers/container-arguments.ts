import type { EngineSetting } from '../../../../scenario/engine-setting.ts';
import { cannotCreate } from '../start-failure.ts';
import type { ContainerOrder } from '../task-engine.ts';

/** How a container is made: no value of its environment is among the arguments, which every user of the machine can read. */
export interface CreateCall {
  readonly arguments: readonly string[];
  /** For the engine's process, which hands them on by name. */
  readonly environment: Readonly<Record<string, string>>;
  /** Content of the `--env-file`, for names that would steer the engine itself. */
  readonly environmentFile: string;
}

export interface CreatePlan {
  readonly order: ContainerOrder;
  readonly setting: EngineSetting;
  readonly name: string;
  readonly label: string;
  readonly image: string;
  /** Absolute path. */
  readonly environmentFile: string;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const STEERS_ENGINE =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|TZ|LD_.*|XDG_.*|_?CONTAINERS?_.*|DOCKER_.*|BUILDAH_.*|PODMAN_.*|REGISTRY_.*|STORAGE_.*|SSH_.*|SSL_.*|GO[A-Z]+|DBUS_.*|NOTIFY_.*|LISTEN_.*|.*_PROXY)$/i;

/** Translates a container definition into arguments of `create`. Throws StartFailure for an environment that no engine can take. */
export function createCall({ order, setting, name, label, image, environmentFile }: CreatePlan): CreateCall {
  const { definition, environment, memory } = order;
  const { entryPoint = [], workingDirectory, user, readonlyRootFilesystem, linuxParameters } = definition;
  const names = Object.keys(environment);
  for (const variable of names) if (!NAME.test(variable)) throw cannotCreate(`invalid environment variable: ${variable}`);
  const [steering, ordinary] = [names.filter((one) => STEERS_ENGINE.test(one)), names.filter((one) => !STEERS_ENGINE.test(one))];
  const when = (condition: unknown, ...words: readonly string[]) => (condition ? words : []);
  return {
    arguments: [
      'create',
      ...['--name', name, '--label', label, '--network', 'host', '--pull', 'never', '--log-driver', 'none', '--env-file', environmentFile],
      ...ordinary.flatMap((variable) => ['--env', variable]),
      ...when(memory, '--memory', `${memory}m`),
      ...when(user, '--user', user ?? ''),
      ...when(workingDirectory, '--workdir', workingDirectory ?? ''),
      ...when(readonlyRootFilesystem, '--read-only'),
      // podman alone would hand on this machine's proxies
      ...when(setting.program === 'podman', '--http-proxy=false'),
      // podman alone would put writable folders into it, which Fargate does not have
      ...when(readonlyRootFilesystem && setting.program === 'podman', '--read-only-tmpfs=false'),
      ...when(linuxParameters?.initProcessEnabled, '--init'),
      ...when(entryPoint.length > 0, '--entrypoint', entryPoint[0] ?? ''),
      ...setting.runArguments,
      image,
      ...entryPoint.slice(1),
      ...(order.command ?? []),
    ],
    environment: Object.fromEntries(ordinary.map((variable) => [variable, environment[variable] ?? ''])),
    environmentFile: steering.map((variable) => fileLine(variable, environment[variable] ?? '')).join(''),
  };
}

function fileLine(variable: string, value: string): string {
  if (/[\n\r]/.test(value)) throw cannotCreate(`${variable} has several lines`);
  return `${variable}=${value}\n`;
}
