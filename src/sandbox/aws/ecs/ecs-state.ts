import type { Clock } from '../../../model/clock.ts';
import type { Ids } from '../../../model/context.ts';
import { AwsError } from '../aws-error.ts';
import type { LogStore } from '../logs/log-store.ts';
import type { Task } from './task.ts';
import type { TaskDefinition } from './task-definition.ts';
import type { TaskEngine } from './task-engine.ts';

/** What every task is given by the platform. */
export interface TaskPlatform {
  readonly engine: TaskEngine;
  readonly taskEnvironment: Readonly<Record<string, string>>;
  /** By the name of the container's variable. */
  readonly secretValues: Readonly<Record<string, string>>;
  readonly logs: LogStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly region: string;
}

/** A start that a client token stands for. */
interface StartRecord {
  readonly parameters: string;
  readonly taskArns: readonly string[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** All that ECS knows. In memory: tasks do not outlive the sandbox. */
export interface EcsState {
  readonly platform: TaskPlatform;
  readonly clusters: Set<string>;
  /** Revisions of each family; index 0 is revision 1. */
  readonly families: Map<string, TaskDefinition[]>;
  /** By ARN. */
  readonly tasks: Map<string, Task>;
  readonly starts: Map<string, StartRecord>;
}

export function createEcsState(platform: TaskPlatform): EcsState {
  return { platform, clusters: new Set(), families: new Map(), tasks: new Map(), starts: new Map() };
}

/** An operation of ECS. */
export type EcsHandler = (input: unknown, state: EcsState) => Promise<Readonly<Record<string, unknown>>>;

/** The account that everything here belongs to, as in AWS's own examples. */
export function ecsArn({ region }: TaskPlatform, resource: string): string {
  return `arn:aws:ecs:${region}:123456789012:${resource}`;
}

/** The short name of a cluster that was given by name or ARN; `default` when none was. */
export function clusterName(given: string | undefined): string {
  return (given ?? 'default').replace(/^arn:[^/]*\//, '');
}

/** Throws ClusterNotFoundException. */
export function requireCluster(state: EcsState, given: string | undefined): string {
  const name = clusterName(given);
  if (!state.clusters.has(name)) throw new AwsError(400, 'ClusterNotFoundException', 'Cluster not found.');
  return name;
}
