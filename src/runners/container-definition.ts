import { readFile } from 'node:fs/promises';
import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import { TwinrunError } from '../model/error.ts';
import type { ContainerConfig } from './container-config.ts';
import { describeDefinition } from './fargate-task.ts';

/** What is relied on; the rest is optional, and read as the SDK types it. */
const form = z.looseObject({
  family: z.string(),
  cpu: z.string().optional(),
  memory: z.string().optional(),
  containerDefinitions: z.array(
    z.looseObject({
      name: z.string(),
      image: z.string(),
      entryPoint: z.array(z.string()).optional(),
      command: z.array(z.string()).optional(),
      environment: z.array(z.looseObject({ name: z.string(), value: z.string() })).optional(),
    }),
  ),
});

/** The task definition, from ECS or from a file as `register-task-definition --cli-input-json` takes it. Throws `container.definition` (misuse). */
export async function readDefinition(settings: ContainerConfig, connections: Connections): Promise<TaskDefinition> {
  if (settings.file === undefined) return describeDefinition(connections.aws().ecs, settings.taskDefinition ?? '');
  try {
    return form.parse(JSON.parse(await readFile(settings.file, 'utf8'))) as TaskDefinition;
  } catch (cause) {
    throw new TwinrunError({
      code: 'container.definition',
      class: 'misuse',
      message: `the task definition cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`,
      expected: 'JSON as aws ecs register-task-definition --cli-input-json takes it',
      at: { file: settings.file },
      fix: 'Correct the path or the file.',
      cause,
    });
  }
}
