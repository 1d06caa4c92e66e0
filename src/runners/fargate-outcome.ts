import type { Task } from '@aws-sdk/client-ecs';
import { TwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import type { Outcome } from '../model/outcome.ts';

/**
 * How a stopped task ended. Success is only: stopCode EssentialContainerExited, every essential container with exitCode 0 and no reason
 * (exit 0 with OutOfMemory happens). A null exit code is unknown, never 0. `stopCode` is an open enum: an unheard one is unknown.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
 */
export function outcomeOfTask(task: Task, essential: ReadonlySet<string>): Outcome {
  const reason = task.stoppedReason ?? 'no reason given';
  if (task.stopCode === 'TaskFailedToStart') {
    const error = new TwinrunError({
      code: 'fargate.not-started',
      message: `the task never started: ${reason}`,
      received: `stopCode TaskFailedToStart of ${task.taskArn ?? 'the task'}`,
      fix: 'Read the reason: image, execution role, secrets and network of the task definition are what a start needs.',
    });
    return { kind: 'not-started', error: error.toJSON() };
  }
  const containers = (task.containers ?? []).filter((container) => essential.has(container.name ?? ''));
  const failed = containers.find((container) => typeof container.exitCode === 'number' && container.exitCode !== 0);
  if (failed !== undefined && typeof failed.exitCode === 'number') return { kind: 'exited', exitCode: failed.exitCode };
  if (task.stopCode !== 'EssentialContainerExited') {
    return unknown('fargate.stop-code', 'the task stopped with {code}: {reason}', { code: task.stopCode ?? 'no stop code', reason });
  }
  for (const container of containers) {
    const name = container.name ?? '';
    if (typeof container.exitCode !== 'number')
      return unknown('fargate.no-exit-code', 'container {name} has no exit code: {reason}', { name, reason });
    if (container.reason !== undefined && container.reason !== '') {
      return unknown('fargate.reason', 'container {name} exited 0, but with the reason {reason}', { name, reason: container.reason });
    }
  }
  if (containers.length < essential.size || containers.length === 0) {
    return unknown('fargate.container-missing', 'not every essential container is in the description of the task', {});
  }
  return { kind: 'exited', exitCode: 0 };
}

function unknown(id: string, template: string, values: Record<string, string>): Outcome {
  return { kind: 'unknown', reason: message(id, template, values) };
}
