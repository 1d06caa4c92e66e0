import { z } from 'zod';
import { ecsInput, invalidParameter, textList } from './ecs-error.ts';
import { type EcsHandler, type EcsState, ecsArn, requireCluster } from './ecs-state.ts';
import { describeTask, type Task } from './task.ts';

/** How long a stopped task can still be described. */
const REMEMBERED_MS = 3_600_000;

const describeInput = z.looseObject({ cluster: z.string().optional(), tasks: textList.min(1).max(100) });

/** DescribeTasks. A task just started, or stopped more than an hour ago, is a failure MISSING. */
export const describeTasks: EcsHandler = async (input, state) => {
  const request = ecsInput(describeInput, input);
  const cluster = requireCluster(state, request.cluster);
  const now = state.platform.clock.monotonic();
  const found = request.tasks.map((given) => ({ given, task: findTask(state, cluster, given) }));
  const visible = (task: Task | undefined): task is Task => task !== undefined && now >= task.visibleFrom;
  return {
    tasks: found.flatMap(({ task }) => (visible(task) ? [describeTask(task)] : [])),
    failures: found.filter(({ task }) => !visible(task)).map(({ given }) => ({ arn: taskArn(state, cluster, given), reason: 'MISSING' })),
  };
};

const listInput = z.looseObject({
  cluster: z.string().optional(),
  family: z.string().optional(),
  startedBy: z.string().optional(),
  desiredStatus: z.enum(['RUNNING', 'PENDING', 'STOPPED']).default('RUNNING'),
});

/** ListTasks, all at once. */
export const listTasks: EcsHandler = async (input, state) => {
  const { cluster: given, family, startedBy, desiredStatus } = ecsInput(listInput, input);
  const cluster = requireCluster(state, given);
  forgetOld(state);
  const tasks = [...state.tasks.values()].filter(
    (task) =>
      task.cluster === cluster &&
      (family === undefined || task.definition.family === family) &&
      (startedBy === undefined || task.startedBy === startedBy) &&
      (task.stop === undefined ? 'RUNNING' : 'STOPPED') === desiredStatus,
  );
  return { taskArns: tasks.map((task) => task.arn) };
};

const stopInput = z.looseObject({ cluster: z.string().optional(), task: z.string(), reason: z.string().max(1024).default('Task stopped by user') });

/** StopTask. One that has stopped, or is about to, is answered as it is. */
export const stopTask: EcsHandler = async (input, state) => {
  const request = ecsInput(stopInput, input);
  const task = findTask(state, requireCluster(state, request.cluster), request.task);
  if (task === undefined) throw invalidParameter('The referenced task was not found.');
  requestStop(task, request.reason, state);
  return { task: describeTask(task) };
};

/** Asks a task to stop, unless it already does. */
export function requestStop(task: Task, reason: string, state: EcsState): void {
  if (task.stop !== undefined) return;
  task.stop = { stopCode: 'UserInitiated', stoppedReason: reason };
  task.stoppingAt = state.platform.clock.now().getTime();
  task.stopping.abort();
}

function findTask(state: EcsState, cluster: string, given: string): Task | undefined {
  forgetOld(state);
  return state.tasks.get(taskArn(state, cluster, given));
}

function taskArn({ platform }: EcsState, cluster: string, given: string): string {
  return given.startsWith('arn:') ? given : ecsArn(platform, `task/${cluster}/${given}`);
}

function forgetOld(state: EcsState): void {
  const before = state.platform.clock.now().getTime() - REMEMBERED_MS;
  for (const [arn, task] of state.tasks) if (task.stoppedAt !== undefined && task.stoppedAt < before) state.tasks.delete(arn);
}
