import type { TaskPlatform } from './ecs-state.ts';
import { cannotInitialise } from './start-failure.ts';
import type { TaskContainer } from './task.ts';

/** What is added to the environment of an image: definition, secrets, overrides, platform; the later one wins. Throws StartFailure for an unknown secret. */
export function containerEnvironment({ definition, override }: TaskContainer, platform: TaskPlatform): Readonly<Record<string, string>> {
  const missing = definition.secrets.find(({ name }) => platform.secretValues[name] === undefined);
  if (missing !== undefined) {
    throw cannotInitialise(
      `unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: ${missing.valueFrom}`,
    );
  }
  return {
    ...named(definition.environment),
    ...Object.fromEntries(definition.secrets.map(({ name }) => [name, platform.secretValues[name] ?? ''])),
    ...named(override?.environment),
    ...platform.taskEnvironment,
  };
}

function named(list: readonly { readonly name: string; readonly value: string }[] = []): Record<string, string> {
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}
