import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import { containerMemory } from '../connections/container/container-memory.ts';
import type { CreatePlan } from '../connections/container/create-call.ts';
import type { ContainerConfig } from './container-config.ts';

/** What of a task definition a container engine carries out, as far as it follows from the definition alone. */
export type MappedContainer = Pick<
  CreatePlan,
  'image' | 'entryPoint' | 'command' | 'workingDirectory' | 'user' | 'readonlyRoot' | 'init' | 'memory' | 'more' | 'environment'
>;

/** `environment` is what scenario and secrets give; it wins over the definition's. */
export function mapContainer(
  task: TaskDefinition,
  container: ContainerDefinition,
  settings: ContainerConfig,
  environment: Readonly<Record<string, string>>,
): MappedContainer {
  return {
    image: settings.image ?? container.image ?? '',
    entryPoint: container.entryPoint ?? [],
    command: settings.command ?? container.command ?? [],
    workingDirectory: container.workingDirectory,
    user: container.user,
    readonlyRoot: container.readonlyRootFilesystem === true,
    init: container.linuxParameters?.initProcessEnabled === true,
    memory: containerMemory(container.memory, task.memory),
    more: [...cpuWords(task, container), ...limitWords(container), ...volumeWords(task, container)],
    environment: { ...Object.fromEntries((container.environment ?? []).map(({ name, value }) => [name ?? '', value ?? ''])), ...environment },
  };
}

/** 1024 units are one CPU; the task's are a hard limit on Fargate, a container's own only a share. `1 vCPU` is a form that ECS takes, too. */
export function taskCpus({ cpu }: TaskDefinition): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(vcpu)?\s*$/i.exec(cpu ?? '');
  return match === null ? undefined : Number(match[1]) / (match[2] === undefined ? 1024 : 1);
}

function cpuWords(task: TaskDefinition, container: ContainerDefinition): string[] {
  const cpus = taskCpus(task);
  const shares = container.cpu ?? 0;
  return [...(cpus === undefined ? [] : ['--cpus', String(cpus)]), ...(shares > 0 ? ['--cpu-shares', String(Math.max(2, shares))] : [])];
}

function limitWords({ ulimits, linuxParameters, extraHosts }: ContainerDefinition): string[] {
  return [
    ...(ulimits ?? []).flatMap(({ name, softLimit, hardLimit }) => ['--ulimit', `${name}=${softLimit}:${hardLimit}`]),
    ...(linuxParameters?.capabilities?.drop ?? []).flatMap((capability) => ['--cap-drop', capability]),
    ...(linuxParameters?.capabilities?.add ?? []).flatMap((capability) => ['--cap-add', capability]),
    ...(linuxParameters?.tmpfs ?? []).flatMap(({ containerPath, size, mountOptions }) => [
      '--tmpfs',
      `${containerPath}:${[`size=${size}m`, ...(mountOptions ?? [])].join(',')}`,
    ]),
    ...(extraHosts ?? []).flatMap(({ hostname, ipAddress }) => ['--add-host', `${hostname}:${ipAddress}`]),
  ];
}

/** Fargate's own volumes are empty folders that live as long as the task: anonymous volumes, which go with the container. */
function volumeWords(task: TaskDefinition, { mountPoints }: ContainerDefinition): string[] {
  return (mountPoints ?? [])
    .filter(({ sourceVolume }) => isEphemeral(task, sourceVolume))
    .flatMap(({ containerPath, readOnly }) => ['--volume', `${containerPath}${readOnly === true ? ':ro' : ''}`]);
}

function isEphemeral(task: TaskDefinition, name: string | undefined): boolean {
  const volume = task.volumes?.find((one) => one.name === name);
  const { name: _name, ...kinds } = volume ?? { name };
  return Object.values(kinds).every((kind) => kind === undefined || (typeof kind === 'object' && Object.keys(kind ?? {}).length === 0));
}

/** What the definition asks for and a container on this machine does not have: told in the plan's place, facts and notes, never passed over. */
export function unmapped(task: TaskDefinition, container: ContainerDefinition, settings: ContainerConfig): readonly string[] {
  const secrets = (container.secrets ?? []).map(({ name }) => name ?? '').filter((name) => !Object.hasOwn(settings.secrets, name));
  const mounts = (container.mountPoints ?? []).filter(({ sourceVolume }) => !isEphemeral(task, sourceVolume));
  const others = (task.containerDefinitions ?? []).filter((one) => one !== container);
  const parts: readonly (readonly [boolean, string])[] = [
    [secrets.length > 0, `secrets ${secrets.join(', ')} of ECS`],
    [(container.environmentFiles ?? []).length > 0, 'environment files from S3'],
    [task.taskRoleArn !== undefined, `task role ${task.taskRoleArn}`],
    [task.executionRoleArn !== undefined, `execution role ${task.executionRoleArn}`],
    [task.networkMode === 'awsvpc', 'awsvpc network with its subnets and security groups'],
    [mounts.length > 0, `volumes ${mounts.map(({ sourceVolume }) => sourceVolume).join(', ')}`],
    [(container.volumesFrom ?? []).length > 0, 'volumes of other containers'],
    [others.length > 0, `containers ${others.map(({ name }) => name).join(', ')}`],
    [container.healthCheck !== undefined, 'health check'],
    [container.logConfiguration?.logDriver !== undefined, `log driver ${container.logConfiguration?.logDriver}`],
    [task.runtimePlatform?.cpuArchitecture !== undefined, `CPU architecture ${task.runtimePlatform?.cpuArchitecture}`],
  ];
  return parts.filter(([asked]) => asked).map(([, text]) => text);
}
