import { z } from 'zod';

export const fargateConfig = z.strictObject({
  cluster: z.string().min(1).default('default').describe('ECS cluster, name or ARN'),
  taskDefinition: z.string().min(1).describe('family, family:revision or ARN'),
  container: z.string().min(1).optional().describe('The container that is the batch; default: the only essential one'),
  command: z.array(z.string()).optional().describe("Replaces the container's command"),
  network: z
    .strictObject({
      subnets: z.array(z.string().min(1)).min(1),
      securityGroups: z.array(z.string().min(1)).min(1),
      assignPublicIp: z.boolean().default(false),
    })
    .describe('awsvpc network of the task'),
  platformVersion: z.string().optional().describe('Fargate platform version; default: LATEST'),
});

export type FargateConfig = z.infer<typeof fargateConfig>;
