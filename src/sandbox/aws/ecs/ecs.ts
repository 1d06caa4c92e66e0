import { createCluster, describeClusters } from './clusters.ts';
import { createEcsState, type EcsHandler, type TaskPlatform } from './ecs-state.ts';
import { runTask } from './run-task.ts';
import { deregisterTaskDefinition, describeTaskDefinition, listTaskDefinitions, registerTaskDefinition } from './task-definitions.ts';
import { liveTask } from './task-life.ts';
import { describeTasks, listTasks, requestStop, stopTask } from './tasks.ts';

/** ECS: its operations, and the tasks that run. */
export interface Ecs {
  /** Undefined when there is no such operation. */
  call(operation: string, input: unknown): Promise<Readonly<Record<string, unknown>>> | undefined;
  /** Tasks that have not stopped. */
  runningTasks(): number;
  /** Kills all tasks and waits until nothing of them is left. */
  close(): Promise<void>;
}

/** Starts an ECS without clusters, task definitions and tasks. */
export function startEcs(platform: TaskPlatform): Ecs {
  const state = createEcsState(platform);
  const lives = new Set<Promise<void>>();
  let graceMs: number | undefined;
  const operations: Readonly<Record<string, EcsHandler>> = {
    CreateCluster: createCluster,
    DescribeClusters: describeClusters,
    RegisterTaskDefinition: registerTaskDefinition,
    DescribeTaskDefinition: describeTaskDefinition,
    DeregisterTaskDefinition: deregisterTaskDefinition,
    ListTaskDefinitions: listTaskDefinitions,
    RunTask: runTask((task) => {
      const life = liveTask(task, platform, () => graceMs).finally(() => lives.delete(life));
      lives.add(life);
    }),
    DescribeTasks: describeTasks,
    ListTasks: listTasks,
    StopTask: stopTask,
  };
  return {
    call: (operation, input) => (Object.hasOwn(operations, operation) ? operations[operation]?.(input, state) : undefined),
    runningTasks: () => [...state.tasks.values()].filter((task) => task.lastStatus !== 'STOPPED').length,
    close: async () => {
      graceMs = 0;
      for (const task of state.tasks.values()) requestStop(task, 'The sandbox is closing', state);
      await Promise.all(lives);
    },
  };
}
