import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { RegisterTaskDefinitionCommand, RunTaskCommand } from '@aws-sdk/client-ecs';
import { type AwsStandIn, writeFiles } from './aws-stand-in.ts';

/** Registers a family of the stand-in whose tasks run the script; its log goes to `/ecs/batch`, which must be there. */
export async function registerScript(aws: AwsStandIn, folder: string, family: string, script: string): Promise<void> {
  const context = mkdtempSync(join(folder, 'context-'));
  await writeFiles(context, { Dockerfile: 'FROM scratch\nWORKDIR /app\nCOPY b.sh ./\nCMD ["./b.sh"]\n', 'b.sh': `#!/bin/sh\n${script}\n` });
  await aws.server.registerImage(family, context);
  const options = { 'awslogs-group': '/ecs/batch', 'awslogs-region': 'ap-northeast-1', 'awslogs-stream-prefix': 'batch', mode: 'blocking' };
  const container = { name: 'batch', image: family, essential: true, logConfiguration: { logDriver: 'awslogs' as const, options } };
  const execution = { executionRoleArn: 'arn:aws:iam::123456789012:role/batch', cpu: '256', memory: '512' };
  const shape = { family, networkMode: 'awsvpc' as const, requiresCompatibilities: ['FARGATE' as const], ...execution };
  await aws.ecs.send(new RegisterTaskDefinitionCommand({ ...shape, containerDefinitions: [container] }));
}

/** Starts a task of it on the cluster `batch`, as its schedule would. */
export async function startAsScheduled(aws: AwsStandIn, family: string): Promise<void> {
  const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } };
  await aws.ecs.send(
    new RunTaskCommand({ cluster: 'batch', taskDefinition: family, launchType: 'FARGATE', startedBy: 'schedule', networkConfiguration }),
  );
}
