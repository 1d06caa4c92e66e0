import type { ECSClient, ListTasksCommandOutput, Task } from '@aws-sdk/client-ecs';
import type { Connections } from '../../connections/connections.ts';
import type { Context } from '../../model/context.ts';
import { message } from '../../model/message.ts';
import type { TakeRequest } from '../../model/runner.ts';
import type { LogWriter } from '../../runtime/log-writer.ts';
import { batchContainer } from '../batch-container.ts';
import { followLog } from '../fargate-log.ts';
import { outcomeOfTask } from '../fargate-outcome.ts';
import { describeDefinition } from '../fargate-task.ts';
import type { TakeLimits } from '../observe-take.ts';
import type { ObserveConfig } from './observe-config.ts';
import { type Observed, unknown } from './observed.ts';
import { GRAIN_MS } from './sight.ts';
import type { Window } from './window.ts';

const PAUSE_MS = 5_000;
/** DescribeTasks takes so many. */
const DESCRIBED_AT_ONCE = 100;

type TaskPlace = NonNullable<ObserveConfig['task']>;

/**
 * The one task of the family that began within the window, once it has stopped: unlike a file, it has an exit code and a log. Two of them are `unknown`: which
 * one left the outputs cannot be told. ECS keeps stopped tasks for about an hour, so a task that ended long ago is not found.
 */
export async function observeTask(
  connections: Connections,
  place: TaskPlace,
  window: Window,
  { request, log, limits }: { readonly request: TakeRequest; readonly log: LogWriter; readonly limits: TakeLimits },
  x: Context,
): Promise<Observed> {
  const { ecs, logs } = connections.aws();
  const who = `tasks of ${place.family} on cluster ${place.cluster}`;
  for (let said = ''; ; await x.clock.sleep(PAUSE_MS, limits.stop)) {
    const [task, ...more] = await tasksWithin(ecs, place, window);
    if (more.length > 0) return unknown(message('observe.several-tasks', '{count} {who} began in the window', { count: more.length + 1, who }));
    if (task?.lastStatus === 'STOPPED') {
      const definition = await describeDefinition(ecs, task.taskDefinitionArn ?? place.family);
      const container = batchContainer(definition, place.container);
      const stream = followLog({ client: logs, address: connections.world.aws }, container, task.taskArn ?? '', log);
      await stream?.drain(x.clock);
      const facts = taskFacts(task, window);
      const span = { from: beganAt(task), to: task.stoppedAt?.getTime() ?? beganAt(task) };
      return { outcome: outcomeOfTask(task, container.name ?? ''), facts, span, logComplete: stream?.doubts().length === 0 };
    }
    const values = { who, to: new Date(window.to).toISOString() };
    const why = task === undefined ? message('observe.no-task', 'no {who} began yet', values) : message('observe.running', 'it runs still', values);
    if (limits.stop.aborted && x.signal.aborted) return { outcome: limits.why(), facts: {}, logComplete: false };
    if (limits.stop.aborted) {
      const waited = { seconds: request.timeoutMs / 1000, why: why.text, of: why.id };
      return unknown(message('observe.deadline', 'it was waited for {seconds} s: {why}', waited));
    }
    if (task === undefined && x.clock.now().getTime() > window.to + GRAIN_MS)
      return unknown(message('observe.no-history', 'ECS shows no {who} that began before {to}; it keeps stopped tasks for about an hour', values));
    if (said !== why.text) x.emit({ type: 'output', step: `take.${request.take}`, text: `waiting: ${why.text}` });
    said = why.text;
  }
}

/** Stopped and running ones. A task that the scheduler asked for and that never started has been created all the same. */
async function tasksWithin(ecs: ECSClient, { cluster, family, startedBy }: TaskPlace, { from, to }: Window): Promise<Task[]> {
  const { DescribeTasksCommand, ListTasksCommand } = await import('@aws-sdk/client-ecs');
  const arns: string[] = [];
  for (const desiredStatus of ['RUNNING', 'STOPPED'] as const) {
    for (let nextToken: string | undefined; ; ) {
      const page: ListTasksCommandOutput = await ecs.send(
        new ListTasksCommand({ cluster, family, desiredStatus, ...(nextToken === undefined ? {} : { nextToken }) }),
      );
      arns.push(...(page.taskArns ?? []));
      nextToken = page.nextToken;
      if (nextToken === undefined) break;
    }
  }
  const tasks: Task[] = [];
  const unique = [...new Set(arns)];
  for (let at = 0; at < unique.length; at += DESCRIBED_AT_ONCE) {
    const answer = await ecs.send(new DescribeTasksCommand({ cluster, tasks: unique.slice(at, at + DESCRIBED_AT_ONCE) }));
    tasks.push(...(answer.tasks ?? []));
  }
  return tasks.filter((task) => {
    const began = beganAt(task);
    return began >= from - GRAIN_MS && began < to && (startedBy === undefined || task.startedBy === startedBy);
  });
}

function beganAt(task: Task): number {
  return (task.createdAt ?? task.startedAt)?.getTime() ?? 0;
}

function taskFacts(task: Task, window: Window): Record<string, string> {
  return {
    'observed.source': task.taskArn ?? '',
    'observed.due': new Date(window.from).toISOString(),
    'task.definition': task.taskDefinitionArn ?? '',
    ...(task.startedBy === undefined ? {} : { 'task.startedBy': task.startedBy }),
  };
}
