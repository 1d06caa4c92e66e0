import type { Container, Task } from '@aws-sdk/client-ecs';
import { TwinrunError } from '../model/error.ts';
import { type Message, message } from '../model/message.ts';
import type { Outcome } from '../model/outcome.ts';

/**
 * How the batch of a stopped task ended: by the exit code of its container alone. Success is only: stopCode EssentialContainerExited, exit code 0
 * and no reason (exit 0 with OutOfMemory happens). A null exit code is unknown, never 0. `stopCode` is an open enum: an unheard one is unknown,
 * for then the platform ended the task, and the batch's exit code says little.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
 */
export function outcomeOfTask(task: Task, batch: string): Outcome {
  const reason = task.stoppedReason ?? 'no reason given';
  if (task.stopCode === 'TaskFailedToStart') return notStarted(task, reason);
  const container = task.containers?.find(({ name }) => name === batch);
  if (container === undefined) return unknown('fargate.container-missing', 'container {name} is not in the description of the task', { name: batch });
  const exitCode = container.exitCode ?? undefined;
  if (task.stopCode !== 'EssentialContainerExited') {
    const code = task.stopCode ?? 'no stop code';
    return unknown('fargate.stop-code', 'the task stopped with {code}: {reason} (exit code of the batch: {exitCode})', {
      ...{ code, reason, exitCode: String(exitCode ?? 'none') },
    });
  }
  if (exitCode === undefined) {
    return unknown('fargate.no-exit-code', 'container {name} has no exit code: {reason}', { name: batch, reason: container.reason ?? reason });
  }
  if (exitCode === 0 && container.reason !== undefined && container.reason !== '') {
    return unknown('fargate.reason', 'container {name} exited 0, but with the reason {reason}', { name: batch, reason: container.reason });
  }
  return { kind: 'exited', exitCode };
}

/** What the containers show beside the outcome: lack of memory, and companions that ended badly. */
export function containerNotes(task: Task, batch: string, essential: ReadonlySet<string>): readonly Message[] {
  return (task.containers ?? []).flatMap((container) => {
    const name = container.name ?? '';
    if (outOfMemory(container)) return [message('fargate.out-of-memory', 'container {name} was killed for lack of memory', { name })];
    if (name === batch || !essential.has(name) || container.exitCode === 0) return [];
    const exitCode = String(container.exitCode ?? 'none');
    return [message('fargate.companion', 'essential container {name}, which is not the batch, has the exit code {exitCode}', { name, exitCode })];
  });
}

/** ECS says it in the reason only: `OutOfMemoryError: Container killed due to memory usage`. */
export function outOfMemory({ reason }: Container): boolean {
  return /OutOfMemory/i.test(reason ?? '');
}

function notStarted(task: Task, reason: string): Outcome {
  const error = new TwinrunError({
    code: 'fargate.not-started',
    message: `the task never started: ${reason}`,
    received: `stopCode TaskFailedToStart of ${task.taskArn ?? 'the task'}`,
    fix: 'Read the reason: image, execution role, secrets and network of the task definition are what a start needs.',
  });
  return { kind: 'not-started', error: error.toJSON() };
}

function unknown(id: string, template: string, values: Record<string, string>): Outcome {
  return { kind: 'unknown', reason: message(id, template, values) };
}
