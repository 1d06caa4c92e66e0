import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { AwsClients } from '../connections/aws-clients.ts';
import type { Connections } from '../connections/connections.ts';
import type { Context } from '../model/context.ts';
import { asTwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Runner, TakeRequest } from '../model/runner.ts';
import type { AwsAddress } from '../model/world.ts';
import type { LogWriter } from '../runtime/log-writer.ts';
import { batchContainer } from './batch-container.ts';
import { type FargateConfig, fargateConfig } from './fargate-config.ts';
import { essentialContainers, taskFacts } from './fargate-facts.ts';
import { findTask } from './fargate-find.ts';
import { followTask } from './fargate-follow.ts';
import { followLog, noLog } from './fargate-log.ts';
import { containerNotes, outcomeOfTask } from './fargate-outcome.ts';
import { mayRun, startTask } from './fargate-start.ts';
import { describeDefinition, runTaskInput, taskIdentity } from './fargate-task.ts';
import { noteStarted } from './note-started.ts';
import { lostTrack, observeTake, type TakeEnd, type TakeLimits } from './observe-take.ts';

/** Runs a side as a task on ECS Fargate (or on what speaks its API) and follows it to its end. */
export function fargateRunner(connections: Connections): Runner<FargateConfig> {
  return {
    kind: 'fargate',
    config: fargateConfig,
    plan: ({ taskDefinition, cluster }) => [
      message('fargate.plan', 'run a task of {taskDefinition} on cluster {cluster}', { taskDefinition, cluster }),
    ],
    run: (settings, request, x) =>
      observeTake('fargate', request, x, async (log, limits) => {
        const aws = connections.aws();
        const definition = await describeDefinition(aws.ecs, settings.taskDefinition);
        const started = await start(aws, settings, definition, request, x, limits);
        return 'arn' in started
          ? follow(aws, settings, definition, started.arn, { log, limits, x, address: connections.world.aws })
          : ended(started.outcome);
      }),
    resume: (settings, request, x) =>
      observeTake('fargate', request, x, (log, limits) =>
        // Whatever fails here, the task may run: never `not-started`.
        goOn(connections.aws(), settings, request, { log, limits, x, address: connections.world.aws }).catch((thrown: unknown) =>
          ended(lostTrack(thrown)),
        ),
      ),
  };
}

/** The ARN, or how it ended before there was one. */
async function start(
  { ecs }: AwsClients,
  settings: FargateConfig,
  definition: TaskDefinition,
  request: TakeRequest,
  x: Context,
  limits: TakeLimits,
): Promise<{ readonly arn: string } | { readonly outcome: Outcome }> {
  const container = batchContainer(definition, settings.container);
  const identity = taskIdentity(request);
  // On disk before the call: a crash and a retry find the same task instead of starting a second one.
  await x.journal.write({ type: 'fargate.intended', take: request.take, ...identity });
  const input = runTaskInput(settings, definition, container.name ?? '', request.environment, identity);
  try {
    const arn = await startTask(ecs, input, definition.family ?? settings.taskDefinition, x.clock, limits.stop);
    await noteStarted({ type: 'fargate.started', take: request.take, taskArn: arn }, x);
    return { arn };
  } catch (thrown) {
    if (mayRun(thrown)) return { outcome: { kind: 'unknown', reason: message('fargate.unclear', '{error}', { error: describe(thrown) }) } };
    if (x.signal.aborted) throw thrown;
    return { outcome: { kind: 'not-started', error: asTwinrunError(thrown).toJSON() } };
  }
}

async function goOn(aws: AwsClients, settings: FargateConfig, request: TakeRequest, following: Following): Promise<TakeEnd> {
  const named = await describeDefinition(aws.ecs, settings.taskDefinition);
  const noted = request.resumed?.notes.findLast((note) => note.type === 'fargate.started')?.taskArn;
  const family = named.family ?? settings.taskDefinition;
  const arn = typeof noted === 'string' ? noted : await findTask(aws.ecs, settings.cluster, taskIdentity(request).startedBy, family);
  if (arn === undefined) return ended(notFound(request));
  const { DescribeTasksCommand } = await import('@aws-sdk/client-ecs');
  const { tasks } = await aws.ecs.send(new DescribeTasksCommand({ cluster: settings.cluster, tasks: [arn] }));
  const revision = tasks?.[0]?.taskDefinitionArn;
  return follow(aws, settings, revision === undefined ? named : await describeDefinition(aws.ecs, revision), arn, following);
}

interface Following {
  readonly log: LogWriter;
  readonly limits: TakeLimits;
  readonly x: Context;
  readonly address: AwsAddress;
}

async function follow(aws: AwsClients, settings: FargateConfig, definition: TaskDefinition, arn: string, following: Following): Promise<TakeEnd> {
  const { log, limits, x, address } = following;
  const container = batchContainer(definition, settings.container);
  const batch = container.name ?? '';
  const stream = followLog({ client: aws.logs, address }, container, arn, log);
  const { task, outcome } = await followTask({ ecs: aws.ecs, cluster: settings.cluster, arn, stream, clock: x.clock }, limits);
  // A task that never ran has no stream: nothing is worth waiting for.
  if (task?.startedAt !== undefined) await stream?.drain(x.clock);
  const doubts = stream?.doubts() ?? [noLog(container)];
  return {
    outcome: outcome ?? outcomeOfTask(task ?? {}, batch),
    facts: taskFacts(definition, container, arn, task),
    logComplete: doubts.length === 0,
    notes: [...containerNotes(task ?? {}, batch, essentialContainers(definition)), ...doubts],
  };
}

function ended(outcome: Outcome): TakeEnd {
  return { outcome, facts: {}, logComplete: false };
}

function notFound(request: TakeRequest): Outcome {
  const { startedBy } = taskIdentity(request);
  return {
    kind: 'unknown',
    reason: message('fargate.not-found', 'no task of {startedBy} is to be found: it never started, or it ended more than an hour ago', { startedBy }),
  };
}

function describe(thrown: unknown): string {
  const { message: text, received, fix } = asTwinrunError(thrown);
  return [text, received, fix.text].filter((part) => part !== undefined).join('. ');
}
