import type { ECSClient, Task } from '@aws-sdk/client-ecs';
import type { Clock } from '../model/clock.ts';
import { TwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import type { Outcome } from '../model/outcome.ts';
import type { LogStream } from './fargate-log.ts';
import { lostTrack, type TakeLimits } from './observe-take.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** StopTask gives a container 30 s by default, up to 120 s, before it is killed. */
const STOP_PATIENCE_MS = 150_000;
/** DescribeTasks is eventually consistent: MISSING right after the start means ask again. */
const MISSING_PATIENCE_MS = 60_000;
/** Beside the SDK's own retries: a task must not be given up for an outage of some minutes. */
const OUTAGE_PATIENCE_MS = 300_000;

/** `outcome` is set where the task itself does not say it. */
export interface TaskEnd {
  readonly outcome?: Outcome;
  readonly task?: Task;
}

export interface FollowedTask {
  readonly ecs: ECSClient;
  readonly cluster: string;
  readonly arn: string;
  readonly stream: LogStream | undefined;
  readonly clock: Clock;
}

/**
 * Waits until the task is STOPPED. On cancel and time-out it is stopped, and waited for all the same. Never throws: a task that is lost from
 * sight is asked to stop, and unknown.
 */
export async function followTask(followed: FollowedTask, limits: TakeLimits): Promise<TaskEnd> {
  const look = watcher(followed);
  try {
    return await follow(followed, limits, look);
  } catch (thrown) {
    await askToStop(followed, 'lost from sight').catch(() => {});
    return { outcome: lostTrack(thrown) };
  }
}

async function follow(followed: FollowedTask, limits: TakeLimits, look: () => Promise<Task | undefined>): Promise<TaskEnd> {
  const { arn, stream, clock } = followed;
  let pause = FIRST_PAUSE_MS;
  let stoppedAt: number | undefined;
  let asked = false;
  for (;;) {
    const task = await look();
    await stream?.poll();
    if (task?.lastStatus === 'STOPPED') return stoppedAt === undefined ? { task } : { task, outcome: whyStopped(task, limits) };
    if (limits.stop.aborted && !asked) {
      if (stoppedAt === undefined) pause = FIRST_PAUSE_MS;
      stoppedAt ??= clock.monotonic();
      asked = await askToStop(followed, limits.why().kind).then(
        () => true,
        () => false,
      );
    }
    if (stoppedAt !== undefined && clock.monotonic() - stoppedAt > STOP_PATIENCE_MS) return { outcome: stillRunning(arn) };
    await clock.sleep(pause, stoppedAt === undefined ? limits.stop : undefined);
    pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS);
  }
}

/** Gives the task as ECS sees it now; undefined while it is not visible yet or ECS does not answer. Throws when that lasts. */
function watcher({ ecs, cluster, arn, clock }: FollowedTask): () => Promise<Task | undefined> {
  let seenAt = clock.monotonic();
  return async () => {
    const { DescribeTasksCommand } = await import('@aws-sdk/client-ecs');
    const answer = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn] })).catch((error: unknown) => {
      if (clock.monotonic() - seenAt > OUTAGE_PATIENCE_MS) throw error;
      return undefined;
    });
    const task = answer?.tasks?.[0];
    if (task !== undefined) seenAt = clock.monotonic();
    else if (answer !== undefined && clock.monotonic() - seenAt > MISSING_PATIENCE_MS) throw vanished(arn, answer.failures?.[0]?.reason);
    return task;
  };
}

async function askToStop({ ecs, cluster, arn }: FollowedTask, why: string): Promise<void> {
  const { StopTaskCommand } = await import('@aws-sdk/client-ecs');
  await ecs.send(new StopTaskCommand({ cluster, task: arn, reason: `twinrun: ${why}` }));
}

/** A task that was stopped by the time-out before it ever ran is not a slow batch: its platform did not start it. */
function whyStopped(task: Task, limits: TakeLimits): Outcome {
  const why = limits.why();
  if (why.kind !== 'timed-out' || task.startedAt !== undefined) return why;
  const reasons = [task.stoppedReason, ...(task.containers ?? []).map(({ reason }) => reason)].filter((one) => one !== undefined && one !== '');
  const error = new TwinrunError({
    code: 'fargate.never-started',
    message: `the task was not RUNNING within ${why.afterMs / 1000} s, and was stopped`,
    received: reasons.join('; ') || 'no reason of ECS',
    fix: 'A pull that hangs for lack of a route to the registry is the usual cause: subnet, public IP or endpoint, security group; or give more time.',
  });
  return { kind: 'not-started', error: error.toJSON() };
}

function stillRunning(arn: string): Outcome {
  return {
    kind: 'unknown',
    reason: message('fargate.still-running', 'it was to be stopped, and {arn} is still not STOPPED: look there', { arn }),
  };
}

function vanished(arn: string, reason = 'no reason'): TwinrunError {
  return new TwinrunError({
    code: 'fargate.vanished',
    message: `ECS no longer knows the task ${arn}: ${reason}`,
    fix: 'Stopped tasks stay visible for about an hour only. Run again.',
  });
}
