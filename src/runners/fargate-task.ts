import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
  type Task,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { Clock } from '../model/clock.ts';
import { TwinrunError } from '../model/error.ts';
import type { FargateConfig } from './fargate-config.ts';

const CAPACITY_PAUSES_MS = [2_000, 5_000, 10_000, 20_000];
/** DescribeTasks is eventually consistent: MISSING right after the start means ask again. */
const MISSING_PATIENCE_MS = 60_000;

export async function describeDefinition(ecs: ECSClient, name: string): Promise<TaskDefinition> {
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: name }));
  if (taskDefinition !== undefined) return taskDefinition;
  throw new TwinrunError({
    code: 'fargate.no-definition',
    message: `ECS knows no task definition ${name}`,
    fix: 'Register it, or correct taskDefinition in the scenario.',
  });
}

/** RunTask answers 200 with `failures[]` filled: only a task in the answer is a start. Lack of capacity is tried again. Throws `fargate.refused`. */
export async function startTask(ecs: ECSClient, input: RunTaskCommandInput, clock: Clock, stop: AbortSignal): Promise<Task> {
  for (const pause of [...CAPACITY_PAUSES_MS, undefined]) {
    const { tasks, failures } = await ecs.send(new RunTaskCommand(input));
    const task = tasks?.[0];
    if (task !== undefined) return task;
    const reason = failures?.[0]?.reason ?? 'no task and no failure in the answer';
    if (pause === undefined || !/capacity/i.test(reason)) {
      throw new TwinrunError({
        code: 'fargate.refused',
        message: `ECS started no task: ${reason}`,
        ...(failures?.[0]?.detail === undefined ? {} : { received: failures[0].detail }),
        fix: 'Read the reason; check cluster, task definition, network and capacity.',
      });
    }
    await clock.sleep(pause, stop);
    stop.throwIfAborted();
  }
  throw new Error('unreachable');
}

/** The task as ECS sees it now; undefined while it is not visible yet. Throws `fargate.vanished` after a minute of that. */
export async function describeTask(ecs: ECSClient, cluster: string, arn: string, ageMs: number): Promise<Task | undefined> {
  const { tasks, failures } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn] }));
  const task = tasks?.[0];
  if (task === undefined && ageMs > MISSING_PATIENCE_MS) {
    throw new TwinrunError({
      code: 'fargate.vanished',
      message: `ECS no longer knows the task ${arn}: ${failures?.[0]?.reason ?? 'no reason'}`,
      fix: 'Stopped tasks stay visible for about an hour only. Run again.',
    });
  }
  return task;
}

export async function stopTask(ecs: ECSClient, cluster: string, arn: string, reason: string): Promise<void> {
  await ecs.send(new StopTaskCommand({ cluster, task: arn, reason }));
}

/** The containers whose end ends the task; `essential` is true where it is not said. */
export function essentialContainers(definition: TaskDefinition): ReadonlySet<string> {
  return new Set((definition.containerDefinitions ?? []).filter((one) => one.essential !== false).map((one) => one.name ?? ''));
}

export function runTaskInput(
  settings: FargateConfig,
  container: string,
  environment: Readonly<Record<string, string>>,
  clientToken: string,
): RunTaskCommandInput {
  return {
    cluster: settings.cluster,
    taskDefinition: settings.taskDefinition,
    launchType: 'FARGATE',
    count: 1,
    clientToken,
    ...(settings.platformVersion === undefined ? {} : { platformVersion: settings.platformVersion }),
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...settings.network.subnets],
        securityGroups: [...settings.network.securityGroups],
        assignPublicIp: settings.network.assignPublicIp ? 'ENABLED' : 'DISABLED',
      },
    },
    overrides: {
      containerOverrides: [
        {
          name: container,
          environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
          ...(settings.command === undefined ? {} : { command: [...settings.command] }),
        },
      ],
    },
  };
}
