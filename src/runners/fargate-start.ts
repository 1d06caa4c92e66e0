import type { ECSClient, RunTaskCommandInput } from '@aws-sdk/client-ecs';
import type { Clock } from '../model/clock.ts';
import { TwinrunError } from '../model/error.ts';
import { findTask } from './fargate-find.ts';

/** Between two tries, where waiting may help: two minutes and more in all. */
const PAUSES_MS = [2_000, 5_000, 10_000, 20_000, 40_000, 60_000];

/** Reasons that pass by themselves: no capacity (RESOURCE:CPU, RESOURCE:MEMORY, RESOURCE:ENI), a quota that others use up, throttling. */
const HEALS = /capacity|^RESOURCE:|throttl|too many requests|rate exceeded|service unavailable|limit on the number of (?:vcpus|tasks)/i;

/** What one RunTask gave: a task; or a reason, whether waiting may help, and whether a task may run all the same. */
type Attempt = { readonly arn: string } | { readonly reason: string; readonly detail?: string; readonly heals: boolean; readonly unclear: boolean };

/**
 * Starts one task and gives its ARN. RunTask answers 200 with `failures[]` filled: only a task in the answer is a start. What may heal is tried
 * again, with the same client token, so that a start whose answer was lost is found and not repeated.
 * Throws `fargate.refused`: surely nothing runs. Throws `fargate.start-unclear`, `fargate.token-conflict`: something may run.
 */
export async function startTask(ecs: ECSClient, input: RunTaskCommandInput, family: string, clock: Clock, stop: AbortSignal): Promise<string> {
  let unclear = false;
  for (const pause of [...PAUSES_MS, undefined]) {
    stop.throwIfAborted();
    const attempt = await runOnce(ecs, input);
    if ('arn' in attempt) return attempt.arn;
    unclear ||= attempt.unclear;
    if (pause !== undefined && attempt.heals) await clock.sleep(pause, stop);
    if (pause !== undefined && attempt.heals && !stop.aborted) continue;
    if (!unclear) throw refused(attempt.reason, attempt.detail);
    const found = await findTask(ecs, input.cluster ?? 'default', input.startedBy ?? '', family).catch(() => undefined);
    if (found !== undefined) return found;
    throw unclearStart(attempt.reason, input.startedBy ?? '');
  }
  throw new Error('unreachable');
}

/** Whether something may run although startTask threw. */
export function mayRun(thrown: unknown): boolean {
  return thrown instanceof TwinrunError && (thrown.code === 'fargate.start-unclear' || thrown.code === 'fargate.token-conflict');
}

async function runOnce(ecs: ECSClient, input: RunTaskCommandInput): Promise<Attempt> {
  const { RunTaskCommand } = await import('@aws-sdk/client-ecs');
  try {
    const { tasks, failures } = await ecs.send(new RunTaskCommand(input));
    const arn = tasks?.[0]?.taskArn;
    if (arn !== undefined) return { arn };
    const { reason = 'no task and no failure in the answer', detail } = failures?.[0] ?? {};
    return { reason, ...(detail === undefined ? {} : { detail }), heals: HEALS.test(reason), unclear: false };
  } catch (thrown) {
    const error = thrown as Error & { $metadata?: { httpStatusCode?: number }; resourceIds?: readonly string[] };
    if (error.name === 'ConflictException') throw conflict(error.resourceIds ?? []);
    const reason = `${error.name}: ${error.message}`;
    const status = error.$metadata?.httpStatusCode ?? 0;
    const answered = status >= 400 && status < 500;
    return { reason, heals: !answered || HEALS.test(reason), unclear: !answered };
  }
}

function refused(reason: string, detail: string | undefined): TwinrunError {
  return new TwinrunError({
    code: 'fargate.refused',
    message: `ECS started no task: ${reason}`,
    ...(detail === undefined ? {} : { received: detail }),
    fix: HEALS.test(reason)
      ? 'Wait until there is capacity, name more subnets (availability zones), or raise the quota of the account.'
      : 'Read the reason; check cluster, task definition, network and the rights to run it (ecs:RunTask, iam:PassRole).',
  });
}

function unclearStart(reason: string, startedBy: string): TwinrunError {
  return new TwinrunError({
    code: 'fargate.start-unclear',
    message: `RunTask gave no answer (${reason}): whether a task runs is not known`,
    fix: `Look for a task that was started by ${startedBy}, and stop it before the next run.`,
  });
}

function conflict(arns: readonly string[]): TwinrunError {
  return new TwinrunError({
    code: 'fargate.token-conflict',
    message: 'this take started a task before, with other parameters',
    received: arns.join(', ') || 'a task that ECS does not name',
    fix: 'Look at that task. A take that was begun is followed by --resume, and never started again in another form.',
  });
}
