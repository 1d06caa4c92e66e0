import { z } from 'zod';

export const fargateConfig = z.strictObject({
  cluster: z.string().min(1).default('default').describe('ECS cluster, name or ARN'),
  taskDefinition: z.string().min(1).describe('family, family:revision or ARN'),
  container: z.string().min(1).exactOptional().describe('The container that is the batch; default: the only essential one'),
  command: z.array(z.string()).exactOptional().describe("Replaces the container's command"),
  cpu: z.string().regex(/^\d+$/, 'CPU units, such as "1024"').exactOptional().describe("CPU units of the task; default: the definition's"),
  memory: z.string().regex(/^\d+$/, 'MiB, such as "2048"').exactOptional().describe("MiB of the task; default: the definition's"),
  network: z
    .strictObject({
      subnets: z.array(z.string().min(1)).min(1),
      securityGroups: z.array(z.string().min(1)).min(1),
      assignPublicIp: z.boolean().default(false),
    })
    .describe('awsvpc network of the task'),
  platformVersion: z.string().exactOptional().describe('Fargate platform version; default: LATEST'),
  capacityProvider: z.string().min(1).exactOptional().describe('Such as FARGATE_SPOT; default: launch type FARGATE'),
});

export type FargateConfig = z.infer<typeof fargateConfig>;
