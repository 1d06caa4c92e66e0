import type { ContainerDefinition, TaskDefinition } from './task-definition.ts';

/** The stages that a task is shown in here. */
type TaskStatus = 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'DEPROVISIONING' | 'STOPPED';

/** What a start changes in a container. */
export interface ContainerOverride {
  readonly name: string;
  readonly command?: readonly string[] | undefined;
  readonly environment?: readonly { readonly name: string; readonly value: string }[] | undefined;
}

/** One container of a task and how far it came. */
export interface TaskContainer {
  readonly definition: ContainerDefinition;
  readonly override: ContainerOverride | undefined;
  readonly runtimeId: string;
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED';
  imageDigest?: string;
  /** Absent as long as it has not ended, and for good when it never began. */
  exitCode?: number;
  reason?: string;
}

/** How and why a task stopped. */
interface TaskStop {
  readonly stopCode: 'EssentialContainerExited' | 'TaskFailedToStart' | 'UserInitiated';
  readonly stoppedReason: string;
}

/** A task and how far it came. Times are milliseconds since 1970. */
export interface Task {
  readonly arn: string;
  readonly id: string;
  readonly cluster: string;
  readonly clusterArn: string;
  readonly definition: TaskDefinition;
  readonly containers: readonly TaskContainer[];
  readonly launchType: string;
  readonly startedBy: string | undefined;
  readonly group: string;
  readonly createdAt: number;
  /** Of the monotonic clock: when DescribeTasks begins to see it. */
  readonly visibleFrom: number;
  /** Aborted when someone wants it to stop. */
  readonly stopping: AbortController;
  lastStatus: TaskStatus;
  stop?: TaskStop;
  startedAt?: number;
  stoppingAt?: number;
  stoppedAt?: number;
}

/** As DescribeTasks and RunTask show it; times in seconds. */
export function describeTask(task: Task): Readonly<Record<string, unknown>> {
  const seconds = (name: string, value: number | undefined) => (value === undefined ? {} : { [name]: value / 1000 });
  return {
    taskArn: task.arn,
    clusterArn: task.clusterArn,
    taskDefinitionArn: task.definition.taskDefinitionArn,
    lastStatus: task.lastStatus,
    desiredStatus: task.stop === undefined ? 'RUNNING' : 'STOPPED',
    launchType: task.launchType,
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    connectivity: 'CONNECTED',
    group: task.group,
    ...(task.startedBy === undefined ? {} : { startedBy: task.startedBy }),
    cpu: task.definition.cpu,
    memory: task.definition.memory,
    attachments: [],
    attributes: [],
    enableExecuteCommand: false,
    healthStatus: 'UNKNOWN',
    tags: [],
    version: 1,
    ...seconds('createdAt', task.createdAt),
    ...seconds('startedAt', task.startedAt),
    ...seconds('stoppingAt', task.stoppingAt),
    ...seconds('stoppedAt', task.stoppedAt),
    ...task.stop,
    overrides: {
      containerOverrides: task.containers.flatMap(({ override }) => (override === undefined ? [] : [override])),
      inferenceAcceleratorOverrides: [],
    },
    containers: task.containers.map((container) => describeContainer(task, container)),
  };
}

function describeContainer(task: Task, container: TaskContainer): Readonly<Record<string, unknown>> {
  const { definition, runtimeId, lastStatus, imageDigest, exitCode, reason } = container;
  return {
    containerArn: `${task.arn.replace(':task/', ':container/')}/${runtimeId}`,
    taskArn: task.arn,
    name: definition.name,
    image: definition.image,
    runtimeId: `${task.id}-${runtimeId}`,
    lastStatus,
    ...(imageDigest === undefined ? {} : { imageDigest }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(reason === undefined ? {} : { reason }),
    networkInterfaces: [],
    healthStatus: 'UNKNOWN',
  };
}
