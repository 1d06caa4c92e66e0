import { join } from 'node:path';
import { CreateClusterCommand, DescribeTasksCommand, RegisterTaskDefinitionCommand, RunTaskCommand } from '@aws-sdk/client-ecs';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import type { Runner } from '../model/runner.ts';
import type { StepRequest } from '../model/step-kind.ts';
import { type AwsStandIn, startAwsStandIn, writeFiles } from '../testing/aws-stand-in.ts';
import { testContext } from '../testing/context.ts';
import { linesByHand } from './by-runner.ts';
import { ecsStep } from './ecs-step.ts';
import { s3Step } from './s3-step.ts';

const request = { attempt: 'r1.a.1', timeoutMs: 20_000, environment: {} } as StepRequest;
let aws: AwsStandIn;
const connections = { aws: () => aws } as unknown as Connections;

beforeAll(async () => {
  aws = await startAwsStandIn();
  await aws.s3.send(new CreateBucketCommand({ Bucket: 'backup' }));
});
afterAll(() => aws.close());

describe('the step that copies an object', () => {
  const step = s3Step(connections);
  const copy = (from: string, to: string) => ({ copy: { from: { bucket: 'backup', key: from }, to: { bucket: 'backup', key: to } } });

  it('copies it, looks whether it arrived, and leaves the same a second time', async () => {
    await aws.s3.send(new PutObjectCommand({ Bucket: 'backup', Key: 'a b/日本.csv', Body: 'id\n1\n' }));
    for (let time = 0; time < 2; time++)
      expect(await step.run(copy('a b/日本.csv', 'back.csv'), request, testContext())).toEqual({ status: 'ok', text: '5 bytes copied' });
    const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: 'backup', Key: 'back.csv' }));
    expect(await Body?.transformToString()).toBe('id\n1\n');
  });

  it('fails where there is nothing to copy, and says of what', async () => {
    expect(await step.run(copy('none.csv', 'back.csv'), request, testContext())).toMatchObject({
      status: 'failed',
      text: expect.stringContaining('s3://backup/none.csv'),
    });
  });

  it('is cancelled by a cancel', async () => {
    const x = testContext();
    x.abort();
    expect(await step.run(copy('a b/日本.csv', 'back.csv'), request, x)).toMatchObject({ status: 'cancelled' });
  });
});

describe('what a person types instead', () => {
  it('is quoted for a shell, environment first', () => {
    const ssh = { kind: 'ssh', config: { host: 'batch', user: 'export', command: ['./run it.sh', "o'clock", '$HOME'] } };
    expect(linesByHand(ssh, { DAY: '2026-03-31', NAME: 'a b' })).toEqual([
      String.raw`ssh batch 'sudo -n -u export env DAY=2026-03-31 NAME='\''a b'\'' '\''./run it.sh'\'' '\''o'\''\'\'''\''clock'\'' '\''$HOME'\'''`,
    ]);
    expect(linesByHand({ kind: 'process', config: { command: ['rm', '-f', 'a;b'] } }, {})).toEqual(["rm -f 'a;b'"]);
  });
});

describe('the step of ECS', () => {
  const fargate = { kind: 'fargate', plan: () => [] } as unknown as Runner;
  const step = ecsStep(connections, fargate, z.looseObject({ taskDefinition: z.string() }));

  const stop = { stop: { cluster: 'batch', family: 'export' } };

  beforeAll(async () => {
    await aws.ecs.send(new CreateClusterCommand({ clusterName: 'batch' }));
    const context = await writeFiles(join(aws.folder, 'context'), { Dockerfile: 'FROM debian:12\n' });
    await aws.server.registerImage('registry.example/export:1', context);
    const main = { name: 'main', image: 'registry.example/export:1', command: ['sleep', '100'], memory: 128 };
    const size = { networkMode: 'awsvpc' as const, requiresCompatibilities: ['FARGATE' as const], cpu: '256', memory: '512' };
    await aws.ecs.send(new RegisterTaskDefinitionCommand({ family: 'export', ...size, containerDefinitions: [main] }));
  });

  it('stops all running tasks of a family, waits until none is left, and has nothing to do the second time', async () => {
    const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } };
    const start = new RunTaskCommand({ cluster: 'batch', taskDefinition: 'export', launchType: 'FARGATE', networkConfiguration, count: 2 });
    const { tasks = [] } = await aws.ecs.send(start);
    const x = testContext();
    expect(await step.run(stop, request, x)).toEqual({ status: 'ok', text: `${tasks.length} tasks stopped` });
    // Each was named before it was stopped.
    expect(x.journalled.map(({ task }) => task).sort()).toEqual(tasks.map(({ taskArn }) => taskArn).sort());
    const ended = await aws.ecs.send(new DescribeTasksCommand({ cluster: 'batch', tasks: tasks.flatMap(({ taskArn }) => taskArn ?? []) }));
    expect(ended.tasks?.map(({ lastStatus }) => lastStatus)).toEqual(tasks.map(() => 'STOPPED'));
    expect(await step.run(stop, request, testContext())).toEqual({ status: 'ok', text: 'no task was running' });
    expect({ stop: step.repeat(stop), run: step.repeat({ run: {} }) }).toEqual({ stop: 'safe', run: 'ask' });
  });

  it('fails where the cluster is not there', async () => {
    expect(await step.run({ stop: { cluster: 'nowhere', family: 'nobody' } }, request, testContext())).toMatchObject({ status: 'failed' });
  });
});
