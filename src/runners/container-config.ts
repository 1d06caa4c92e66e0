import { z } from 'zod';

const words = z.array(z.string());

export const containerConfig = z
  .strictObject({
    engine: z.enum(['auto', 'podman', 'docker']).describe("auto: the workspace's, else podman, else docker").default('auto'),
    taskDefinition: z.string().min(1).exactOptional().describe('Registered in ECS: family, family:revision or ARN'),
    file: z.string().min(1).exactOptional().describe('A task definition as JSON, relative to where twinrun was started'),
    image: z.string().min(1).exactOptional().describe("In place of the container's image"),
    pull: z.enum(['missing', 'never']).describe('Whether an image that is not there is pulled').default('missing'),
    container: z.string().min(1).exactOptional().describe('The container that is the batch; default: the only essential one'),
    command: words.exactOptional().describe("Replaces the container's command"),
    network: z.string().min(1).exactOptional().describe("Network of the engine, such as host; default: the engine's own"),
    secrets: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().min(1))
      .describe('Variable of the container → name of the secret here that it holds: in place of what ECS would fetch, and of the task role')
      .default({}),
  })
  .refine((value) => (value.taskDefinition === undefined) !== (value.file === undefined), {
    error: 'either taskDefinition or file',
    path: ['taskDefinition'],
  });

export type ContainerConfig = z.infer<typeof containerConfig>;
