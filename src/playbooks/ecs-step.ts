import type { ECSClient } from '@aws-sdk/client-ecs';
import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import type { Context } from '../model/context.ts';
import { asTwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import type { Runner } from '../model/runner.ts';
import type { StepEnd, StepKind, StepRequest } from '../model/step-kind.ts';
import { findByRunner, linesByHand, runByRunner, word } from './by-runner.ts';
import { mayStopTasks } from './may-stop-tasks.ts';

const POLL_MS = 1_000;
/** A task that was started a moment ago may not be listed yet. */
const QUIET_LOOKS = 2;
/** DescribeTasks takes no more at once. */
const AT_ONCE = 100;

const stop = z.strictObject({
  cluster: z.string().min(1).default('default').describe('ECS cluster, name or ARN'),
  family: z.string().min(1).describe('Family of the task definition; all its running tasks are stopped'),
});

type EcsConfig = { readonly run: unknown } | { readonly stop: z.infer<typeof stop> };

/** Runs a task and waits for its end, as a take is run; or stops all tasks of a family and waits until none is left. */
export function ecsStep(connections: Connections, fargate: Runner, run: z.ZodType): StepKind<EcsConfig> {
  const config = z.union([
    z.strictObject({ run: run.describe('Task to run, as the runner `fargate` takes it') }),
    z.strictObject({ stop: stop.describe('Tasks to stop') }),
  ]);
  return {
    kind: 'ecs',
    config,
    repeat: (step) => ('stop' in step ? 'safe' : 'ask'),
    plan: (step) =>
      'run' in step
        ? fargate.plan(step.run)
        : [
            message('ecs.stop-plan', 'stop all running tasks of {family} in cluster {cluster}', {
              family: step.stop.family,
              cluster: step.stop.cluster,
            }),
          ],
    permitted: async (step, _, x) =>
      'run' in step
        ? { status: 'unknown', text: 'whether a task may be run does not show without running it' }
        : await mayStopTasks(connections.aws().ecs, step.stop, x),
    byHand: (step, { environment }) => ('run' in step ? linesByHand({ kind: 'fargate', config: step.run }, environment) : stopByHand(step.stop)),
    run: (step, request, x) => ('run' in step ? runByRunner(fargate, step.run, request, x) : stopTasks(connections.aws().ecs, step.stop, request, x)),
    // Stopping what is stopped is nothing: the attempt is looked for only where a task was run.
    resume: async (step, request, x) =>
      'run' in step
        ? await findByRunner(fargate, step.run, request, x)
        : { status: 'unknown', text: 'it is not known whether all tasks were stopped' },
  };
}

function stopByHand({ cluster, family }: z.infer<typeof stop>): readonly string[] {
  const [where, what] = [word(cluster), word(family)];
  return [
    `aws ecs list-tasks --cluster ${where} --family ${what} --query 'taskArns[]' --output text`,
    `aws ecs stop-task --cluster ${where} --task <each of them>`,
  ];
}

async function stopTasks(ecs: ECSClient, { cluster, family }: z.infer<typeof stop>, request: StepRequest, x: Context): Promise<StepEnd> {
  const { StopTaskCommand } = await import('@aws-sdk/client-ecs');
  const end = x.clock.monotonic() + request.timeoutMs;
  const asked = new Set<string>();
  try {
    for (let quiet = 0; ; ) {
      const left = await runningTasks(ecs, cluster, family);
      quiet = left.length === 0 ? quiet + 1 : 0;
      if (quiet >= QUIET_LOOKS) return { status: 'ok', text: asked.size === 0 ? 'no task was running' : `${asked.size} tasks stopped` };
      if (x.signal.aborted) return { status: 'cancelled', text: `cancelled while ${left.length} tasks were stopping` };
      if (x.clock.monotonic() > end) return { status: 'failed', text: `${left.length} tasks did not stop within ${request.timeoutMs / 1000} s` };
      for (const task of left.filter((arn) => !asked.has(arn))) {
        await x.journal.write({ type: 'ecs.stop', take: 'legacy-1', task });
        await ecs.send(new StopTaskCommand({ cluster, task, reason: `twinrun: ${request.attempt}`.slice(0, 255) }));
        asked.add(task);
      }
      await x.clock.sleep(POLL_MS, x.signal);
    }
  } catch (thrown) {
    return { status: 'failed', text: asTwinrunError(thrown).message };
  }
}

/** Tasks that are to run, or that are asked to stop and have not yet. ECS answers late: one that it lists as running and does not know yet runs. */
async function runningTasks(ecs: ECSClient, cluster: string, family: string): Promise<readonly string[]> {
  const { DescribeTasksCommand, paginateListTasks } = await import('@aws-sdk/client-ecs');
  const listed = async (desiredStatus: 'RUNNING' | 'STOPPED') => {
    const arns: string[] = [];
    for await (const page of paginateListTasks({ client: ecs }, { cluster, family, desiredStatus })) arns.push(...(page.taskArns ?? []));
    return arns;
  };
  const running = await listed('RUNNING');
  const stopping = await listed('STOPPED');
  const statuses = new Map<string | undefined, string | undefined>();
  const all = [...new Set([...running, ...stopping])];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: all.slice(from, from + AT_ONCE) }));
    for (const { taskArn, lastStatus } of tasks ?? []) statuses.set(taskArn, lastStatus);
  }
  return all.filter((arn) => (statuses.get(arn) ?? (running.includes(arn) ? 'RUNNING' : 'STOPPED')) !== 'STOPPED');
}
