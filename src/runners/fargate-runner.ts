import type { ContainerDefinition, ECSClient, Task, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Connections } from '../connections/connections.ts';
import type { Clock } from '../model/clock.ts';
import { TwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Runner } from '../model/runner.ts';
import { sha256 } from '../runtime/hash.ts';
import { type FargateConfig, fargateConfig } from './fargate-config.ts';
import { followLog, type LogStream } from './fargate-log.ts';
import { outcomeOfTask } from './fargate-outcome.ts';
import { describeDefinition, describeTask, essentialContainers, runTaskInput, startTask, stopTask } from './fargate-task.ts';
import { lostTrack, observeTake, type TakeLimits } from './observe-take.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** StopTask gives a container 30 s by default, up to 120 s, before it is killed. */
const STOP_PATIENCE_MS = 150_000;

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
        const { ecs, logs } = connections.aws();
        const definition = await describeDefinition(ecs, settings.taskDefinition);
        const container = batchContainer(definition, settings);
        // Derived from the run, and on disk before the call: a crash and a retry find the same task instead of starting a second one.
        const clientToken = sha256(`${request.run}/${request.take}`);
        await x.journal.write({ type: 'fargate.intended', take: request.take, clientToken });
        const started = await startTask(ecs, runTaskInput(settings, container.name ?? '', request.environment, clientToken), x.clock, limits.stop);
        const arn = started.taskArn ?? '';
        await x.journal.write({ type: 'fargate.started', take: request.take, taskArn: arn });
        const stream = followLog(logs, container, arn, log);
        const end = await follow(ecs, settings.cluster, arn, stream, limits, x.clock).catch(
          (thrown: unknown): TaskEnd => ({ outcome: lostTrack(thrown) }),
        );
        const seen = (await stream?.drain(x.clock).catch(() => false)) ?? false;
        return {
          outcome: end.outcome ?? outcomeOfTask(end.task ?? {}, essentialContainers(definition)),
          facts: taskFacts(definition, container, arn, end.task),
          logComplete: seen && stream?.blocking === true,
        };
      }),
  };
}

function batchContainer(definition: TaskDefinition, settings: FargateConfig): ContainerDefinition {
  const containers = definition.containerDefinitions ?? [];
  const candidates =
    settings.container === undefined
      ? containers.filter((one) => one.essential !== false)
      : containers.filter((one) => one.name === settings.container);
  const [only, ...more] = candidates;
  if (only !== undefined && more.length === 0) return only;
  throw new TwinrunError({
    code: 'fargate.container',
    class: 'misuse',
    message: `which container of ${settings.taskDefinition} is the batch?`,
    expected: settings.container === undefined ? 'exactly one essential container' : `a container named ${settings.container}`,
    received: containers.map((one) => one.name).join(', '),
    fix: 'Name it as container: under the fargate runner of the scenario.',
  });
}

/** `outcome` is set where the task itself does not say it. */
interface TaskEnd {
  readonly outcome?: Outcome;
  readonly task?: Task;
}

/** Waits until the task is STOPPED. On cancel and time-out it is stopped, and waited for all the same. */
async function follow(
  ecs: ECSClient,
  cluster: string,
  arn: string,
  stream: LogStream | undefined,
  limits: TakeLimits,
  clock: Clock,
): Promise<TaskEnd> {
  const start = clock.monotonic();
  let pause = FIRST_PAUSE_MS;
  let stoppedAt: number | undefined;
  for (;;) {
    const task = await describeTask(ecs, cluster, arn, clock.monotonic() - start);
    await stream?.poll();
    if (task?.lastStatus === 'STOPPED') return stoppedAt === undefined ? { task } : { task, outcome: limits.why() };
    if (limits.stop.aborted && stoppedAt === undefined) {
      stoppedAt = clock.monotonic();
      pause = FIRST_PAUSE_MS;
      await stopTask(ecs, cluster, arn, `twinrun: ${limits.why().kind}`);
    }
    if (stoppedAt !== undefined && clock.monotonic() - stoppedAt > STOP_PATIENCE_MS) {
      return {
        outcome: {
          kind: 'unknown',
          reason: message('fargate.still-running', 'it was to be stopped, and {arn} is still not STOPPED: look there', { arn }),
        },
      };
    }
    await clock.sleep(pause, stoppedAt === undefined ? limits.stop : undefined);
    pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS);
  }
}

/** Stopped tasks stay visible for about an hour: what later decides on drift is kept at once. */
function taskFacts(definition: TaskDefinition, container: ContainerDefinition, arn: string, task: Task | undefined): Record<string, string> {
  const own = task?.containers?.find((one) => one.name === container.name);
  const facts: Record<string, string | undefined> = {
    'task.arn': arn,
    'task.definition': definition.taskDefinitionArn,
    'task.stopCode': task?.stopCode,
    'task.stoppedReason': task?.stoppedReason,
    'task.platformVersion': task?.platformVersion,
    'image.name': container.image,
    'image.digest': own?.imageDigest,
    'container.reason': own?.reason,
    'log.mode': container.logConfiguration?.options?.mode ?? 'non-blocking (the default)',
  };
  return Object.fromEntries(Object.entries(facts).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''));
}
