import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateClusterCommand, ListTasksCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../connections/connections.ts';
import type { TakeRequest } from '../model/runner.ts';
import { sha256 } from '../runtime/hash.ts';
import { TEST_KEY, TEST_REGION } from '../testing/aws-clients.ts';
import { type AwsStandIn, startAwsStandIn, writeFiles } from '../testing/aws-stand-in.ts';
import { type TestContext, testContext } from '../testing/context.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { fargateRunner } from './fargate-runner.ts';

const folder = temporaryFolder();
let aws: AwsStandIn;
let connections: Connections;
let logs = 0;

const known = () => testContext({ ID: TEST_KEY.accessKeyId, KEY: TEST_KEY.secretAccessKey });
const network = { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: false };

beforeAll(async () => {
  aws = await startAwsStandIn();
  await aws.ecs.send(new CreateClusterCommand({ clusterName: 'batch' }));
  await aws.logs.send(new CreateLogGroupCommand({ logGroupName: '/ecs/batch' }));
  const world = { region: TEST_REGION, endpoint: aws.endpoint, accessKeyIdSecret: 'ID', secretAccessKeySecret: 'KEY' };
  connections = makeConnections({ kind: 'sandbox', hosts: {}, databases: {}, aws: world }, known());
});
afterAll(async () => {
  await connections.close();
  await aws.close();
});

/** Registers a definition whose only container runs a script, and gives its family. */
async function definition(family: string, script: string, mode: 'blocking' | 'non-blocking' = 'blocking', image = family): Promise<string> {
  const context = mkdtempSync(join(folder, 'context-'));
  await writeFiles(context, {
    Dockerfile: 'FROM scratch\nWORKDIR /app\nCOPY batch.sh ./\nCMD ["./batch.sh"]\n',
    'batch.sh': `#!/bin/sh\n${script}\n`,
  });
  await aws.server.registerImage(family, context);
  const logConfiguration = {
    logDriver: 'awslogs' as const,
    options: { 'awslogs-group': '/ecs/batch', 'awslogs-region': TEST_REGION, 'awslogs-stream-prefix': 'batch', mode },
  };
  await aws.ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      executionRoleArn: 'arn:aws:iam::123456789012:role/batch',
      containerDefinitions: [{ name: 'batch', image, essential: true, stopTimeout: 2, logConfiguration }],
    }),
  );
  return family;
}

function request(environment: Record<string, string> = {}, timeoutMs = 30_000, run = 'r'): TakeRequest {
  logs += 1;
  return { run: `${run}-${logs}`, take: 'candidate-1', side: 'candidate', environment, timeoutMs, logFile: join(folder, `log-${logs}.txt`) };
}

const run = (taskDefinition: string, take: TakeRequest, x: TestContext = known()) =>
  fargateRunner(connections).run({ cluster: 'batch', taskDefinition, network }, take, x);

describe('the fargate runner', () => {
  it('observes the exit code, the log line by line, and what ran', async () => {
    const take = request({ GREETING: 'hello' });
    const x = known();
    const observation = await run(await definition('three', 'echo "$GREETING from the task"; echo second >&2; exit 3'), take, x);
    expect(observation.outcome).toEqual({ kind: 'exited', exitCode: 3 });
    expect(readFileSync(take.logFile, 'utf8')).toBe('hello from the task\nsecond\n');
    expect(observation.log.complete).toBe(true);
    expect(observation.facts).toMatchObject({
      'image.digest': expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      'task.definition': expect.stringContaining('three:1'),
      'task.stopCode': 'EssentialContainerExited',
    });
    expect(x.events.filter((event) => event.type === 'output').map((event) => event.text)).toEqual(['hello from the task', 'second']);
  });

  it('journals its client token before the call, and the task after it', async () => {
    const x = known();
    const take = request();
    await run(await definition('quick', 'exit 0'), take, x);
    expect(x.journalled).toEqual([
      { type: 'fargate.intended', take: 'candidate-1', clientToken: sha256(`${take.run}/candidate-1`), startedBy: `twinrun/${take.run}/candidate-1` },
      { type: 'fargate.started', take: 'candidate-1', taskArn: expect.stringContaining('task/batch/') },
    ]);
  });

  it('does not vouch for a log whose driver may drop lines', async () => {
    expect((await run(await definition('lossy', 'echo x', 'non-blocking'), request())).log.complete).toBe(false);
  });

  it('says not-started when the image is not there, or the definition is not', async () => {
    const { outcome } = await run(await definition('imageless', 'exit 0', 'blocking', 'registry.example/absent:1'), request());
    expect(outcome).toMatchObject({ kind: 'not-started', error: { message: expect.stringMatching(/CannotPullContainer/) } });
    expect((await run('no-such-family', request())).outcome).toMatchObject({ kind: 'not-started' });
  });

  it('stops the task on time-out and on cancel, and leaves none running', async () => {
    const family = await definition('endless', 'echo up; sleep 300');
    expect((await run(family, request({}, 1_500))).outcome).toEqual({ kind: 'timed-out', afterMs: 1_500 });
    const x = known();
    const take = request();
    const running = run(family, take, x);
    await expect.poll(() => readFileSync(take.logFile, 'utf8'), { timeout: 60_000 }).toContain('up');
    x.abort();
    expect((await running).outcome).toEqual({ kind: 'cancelled' });
    expect((await aws.ecs.send(new ListTasksCommand({ cluster: 'batch', desiredStatus: 'RUNNING' }))).taskArns).toEqual([]);
    expect(aws.server.runningTasks()).toBe(0);
  });

  it('says not-started when ECS cannot be reached', async () => {
    const x = known();
    const world = { region: TEST_REGION, endpoint: 'http://127.0.0.1:1', accessKeyIdSecret: 'ID', secretAccessKeySecret: 'KEY' };
    const nowhere = makeConnections({ kind: 'sandbox', hosts: {}, databases: {}, aws: world }, x);
    const { outcome } = await fargateRunner(nowhere).run({ cluster: 'batch', taskDefinition: 'x', network }, request(), x);
    expect(outcome).toMatchObject({ kind: 'not-started', error: { message: expect.stringContaining('ECONNREFUSED') } });
    await nowhere.close();
  });
});
