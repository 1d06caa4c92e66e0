import type { EngineSetting } from '../../model/engine-setting.ts';
import { TwinrunError } from '../../model/error.ts';

/** How a container is made: no value of its environment is among the arguments, which every user of the machine can read. */
export interface CreateCall {
  readonly arguments: readonly string[];
  /** For the engine's process, which hands them on by name. */
  readonly environment: Readonly<Record<string, string>>;
  /** Content of the `--env-file`, for names that would steer the engine itself. */
  readonly environmentFile: string;
}

/** A container to make, in the words of an ECS container definition. */
export interface CreatePlan {
  readonly setting: EngineSetting;
  readonly name: string;
  /** Name to value. */
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  /** Whether an image that is not there may be pulled. */
  readonly pull: 'missing' | 'never';
  readonly network: string | undefined;
  readonly logDriver: string;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory: string | undefined;
  readonly user: string | undefined;
  readonly readonlyRoot: boolean;
  /** An init as first process that hands on signals and reaps. */
  readonly init: boolean;
  /** In MiB; undefined means no limit. */
  readonly memory: number | undefined;
  /** More words, as the engine knows them. */
  readonly more: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path. */
  readonly environmentFile: string;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const STEERS_ENGINE =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|TZ|LD_.*|XDG_.*|_?CONTAINERS?_.*|DOCKER_.*|BUILDAH_.*|PODMAN_.*|REGISTRY_.*|STORAGE_.*|SSH_.*|SSL_.*|GO[A-Z]+|DBUS_.*|NOTIFY_.*|LISTEN_.*|.*_PROXY)$/i;

/** The words of `create`. Throws `container.environment` (misuse) for an environment that no engine can take. */
export function createCall(plan: CreatePlan): CreateCall {
  const { setting, environment, readonlyRoot, entryPoint } = plan;
  const names = Object.keys(environment);
  for (const variable of names) if (!NAME.test(variable)) throw refused(`invalid environment variable: ${variable}`);
  const [steering, ordinary] = [names.filter((one) => STEERS_ENGINE.test(one)), names.filter((one) => !STEERS_ENGINE.test(one))];
  const when = (condition: unknown, ...words: readonly string[]) => (condition ? words : []);
  return {
    arguments: [
      ...['create', '--name', plan.name, '--pull', plan.pull, '--log-driver', plan.logDriver, '--env-file', plan.environmentFile],
      ...Object.entries(plan.labels).flatMap(([label, value]) => ['--label', `${label}=${value}`]),
      ...ordinary.flatMap((variable) => ['--env', variable]),
      ...when(plan.network, '--network', plan.network ?? ''),
      ...when(plan.memory, '--memory', `${plan.memory}m`),
      ...when(plan.user, '--user', plan.user ?? ''),
      ...when(plan.workingDirectory, '--workdir', plan.workingDirectory ?? ''),
      ...when(readonlyRoot, '--read-only'),
      // podman alone would hand on this machine's proxies
      ...when(setting.program === 'podman', '--http-proxy=false'),
      // podman alone would put writable folders into it, which Fargate does not have
      ...when(readonlyRoot && setting.program === 'podman', '--read-only-tmpfs=false'),
      ...when(plan.init, '--init'),
      ...when(entryPoint.length > 0, '--entrypoint', entryPoint[0] ?? ''),
      ...plan.more,
      ...setting.runArguments,
      plan.image,
      ...entryPoint.slice(1),
      ...plan.command,
    ],
    environment: Object.fromEntries(ordinary.map((variable) => [variable, environment[variable] ?? ''])),
    environmentFile: steering.map((variable) => fileLine(variable, environment[variable] ?? '')).join(''),
  };
}

function fileLine(variable: string, value: string): string {
  if (/[\n\r]/.test(value)) throw refused(`${variable} has several lines`);
  return `${variable}=${value}\n`;
}

function refused(problem: string): TwinrunError {
  return new TwinrunError({
    code: 'container.environment',
    class: 'misuse',
    message: problem,
    fix: 'Correct the environment of the container definition or of the scenario.',
  });
}
