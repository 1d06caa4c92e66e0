import type { ContainerDefinition, Task, TaskDefinition } from '@aws-sdk/client-ecs';
import { outOfMemory } from './fargate-outcome.ts';

/** The containers whose end ends the task; `essential` is true where it is not said. */
export function essentialContainers(definition: TaskDefinition): ReadonlySet<string> {
  return new Set((definition.containerDefinitions ?? []).filter((one) => one.essential !== false).map((one) => one.name ?? ''));
}

/** Stopped tasks stay visible for about an hour: what later decides on drift is kept at once. */
export function taskFacts(definition: TaskDefinition, batch: ContainerDefinition, arn: string, task: Task | undefined): Record<string, string> {
  const own = task?.containers?.find((one) => one.name === batch.name);
  const facts: Record<string, string | undefined> = {
    'task.arn': arn,
    'task.definition': task?.taskDefinitionArn ?? definition.taskDefinitionArn,
    'task.startedBy': task?.startedBy,
    'task.startedAt': task?.startedAt?.toISOString(),
    'task.stoppedAt': task?.stoppedAt?.toISOString(),
    'task.lastStatus': task?.lastStatus,
    'task.stopCode': task?.stopCode,
    'task.stoppedReason': task?.stoppedReason,
    'task.platformVersion': task?.platformVersion,
    'task.capacityProvider': task?.capacityProviderName,
    'task.cpu': task?.cpu ?? definition.cpu,
    'task.memory': task?.memory ?? definition.memory,
    'image.name': batch.image,
    'image.digest': own?.imageDigest,
    'container.reason': own?.reason,
    'container.outOfMemory': own === undefined || !outOfMemory(own) ? undefined : 'yes',
    'log.mode': batch.logConfiguration?.options?.mode ?? 'non-blocking (the default)',
    ...Object.fromEntries((task?.containers ?? []).map((one) => [`container.${one.name}.exitCode`, String(one.exitCode ?? 'none')])),
  };
  return Object.fromEntries(Object.entries(facts).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''));
}
