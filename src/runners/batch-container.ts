import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import { TwinrunError } from '../model/error.ts';

/**
 * The container of a task definition that is the batch: its exit code is the outcome. Named, or the only essential one (a container is
 * essential where the definition does not say). Throws `task.container` (misuse).
 */
export function batchContainer(definition: TaskDefinition, wanted: string | undefined): ContainerDefinition {
  const containers = definition.containerDefinitions ?? [];
  const candidates = containers.filter((one) => (wanted === undefined ? one.essential !== false : one.name === wanted));
  const [only, ...more] = candidates;
  if (only !== undefined && more.length === 0) return only;
  throw new TwinrunError({
    code: 'task.container',
    class: 'misuse',
    message: `which container of ${definition.family ?? 'the task definition'} is the batch?`,
    expected: wanted === undefined ? 'exactly one essential container' : `a container named ${wanted}`,
    received: containers.map((one) => one.name).join(', ') || 'no container',
    fix: 'Name it as container: under the runner of the scenario.',
  });
}
