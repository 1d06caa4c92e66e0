import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateClusterCommand, ListTasksCommand, RegisterTaskDefinitionCommand, RunTaskCommand, type Task } from '@aws-sdk/client-ecs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../connections/connections.ts';
import type { Clock } from '../model/clock.ts';
import type { TakeRequest } from '../model/runner.ts';
import type { AwsAddress } from '../model/world.ts';
import { systemClock } from '../runtime/clock.ts';
import { makeLogWriter } from '../runtime/log-writer.ts';
import { TEST_KEY, TEST_REGION } from '../testing/aws-clients.ts';
import { type AwsProxy, type Fault, startAwsProxy } from '../testing/aws-proxy.ts';
import { type AwsStandIn, startAwsStandIn, writeFiles } from '../testing/aws-stand-in.ts';
import { type TestContext, testContext } from '../testing/context.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { followLog } from './fargate-log.ts';
import { fargateRunner } from './fargate-runner.ts';
import { taskIdentity } from './fargate-task.ts';

const folder = temporaryFolder();
const network = { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: false };
let aws: AwsStandIn;
let proxy: AwsProxy;
let connections: Connections;
let logs = 0;

/** Time that passes as fast as the test looks at it: waits of minutes are over at once, and show on the monotonic clock. */
function fastClock(): Clock {
  let ahead = 0;
  return {
    ...systemClock,
    monotonic: () => systemClock.monotonic() + ahead,
    sleep: async (ms, signal) => {
      ahead += ms;
      // Not too fast: a minute of patience must outlast the moment in which ECS does not show a new task yet.
      await systemClock.sleep(Math.min(ms, 15), signal);
    },
  };
}
const known = (clock: Clock = systemClock): TestContext => ({ ...testContext({ ID: TEST_KEY.accessKeyId, KEY: TEST_KEY.secretAccessKey }), clock });

beforeAll(async () => {
  aws = await startAwsStandIn();
  proxy = await startAwsProxy(aws.endpoint);
  await aws.ecs.send(new CreateClusterCommand({ clusterName: 'batch' }));
  await aws.logs.send(new CreateLogGroupCommand({ logGroupName: '/ecs/batch' }));
  const world = { region: TEST_REGION, endpoint: proxy.endpoint, accessKeyIdSecret: 'ID', secretAccessKeySecret: 'KEY' };
  connections = makeConnections({ kind: 'sandbox', hosts: {}, databases: {}, aws: world }, known());
});
beforeEach(() => {
  proxy.fault = () => undefined;
  proxy.calls.clear();
});
afterEach(() => expect(aws.server.runningTasks()).toBe(0));
afterAll(async () => {
  await connections.close();
  await proxy.close();
  await aws.close();
});

async function definition(family: string, script: string): Promise<string> {
  const context = mkdtempSync(join(folder, 'context-'));
  await writeFiles(context, {
    Dockerfile: 'FROM scratch\nWORKDIR /app\nCOPY batch.sh ./\nCMD ["./batch.sh"]\n',
    'batch.sh': `#!/bin/sh\n${script}\n`,
  });
  await aws.server.registerImage(family, context);
  const options = { 'awslogs-group': '/ecs/batch', 'awslogs-region': TEST_REGION, 'awslogs-stream-prefix': 'batch', mode: 'blocking' };
  const container = { name: 'batch', image: family, essential: true, stopTimeout: 1, logConfiguration: { logDriver: 'awslogs' as const, options } };
  const task = { networkMode: 'awsvpc' as const, requiresCompatibilities: ['FARGATE' as const], cpu: '256', memory: '512' };
  await aws.ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      ...task,
      executionRoleArn: 'arn:aws:iam::123456789012:role/batch',
      containerDefinitions: [container],
    }),
  );
  return family;
}

function request(timeoutMs = 30_000): TakeRequest {
  logs += 1;
  return { run: `r-${logs}`, take: 'candidate-1', side: 'candidate', environment: {}, timeoutMs, logFile: join(folder, `log-${logs}.txt`) };
}
/** The same take, followed by another process: its log begins anew. */
const again = (take: TakeRequest, notes: readonly Record<string, unknown>[] = []): TakeRequest => ({
  ...take,
  logFile: `${take.logFile}.again`,
  resumed: { startedAt: systemClock.now().toISOString(), notes },
});

const settings = (taskDefinition: string) => ({ cluster: 'batch', taskDefinition, network });
const run = (family: string, take: TakeRequest = request(), x: TestContext = known()) => fargateRunner(connections).run(settings(family), take, x);
const resume = async (family: string, take: TakeRequest, x: TestContext = known()) =>
  (await fargateRunner(connections).resume?.(settings(family), take, x)) ?? expect.unreachable();
const tasksOf = async (family: string) => {
  const list = async (desiredStatus: 'RUNNING' | 'STOPPED') =>
    (await aws.ecs.send(new ListTasksCommand({ cluster: 'batch', family, desiredStatus }))).taskArns ?? [];
  return [...(await list('RUNNING')), ...(await list('STOPPED'))];
};
const only = (operation: string, fault: (count: number) => Fault | undefined) => {
  let count = 0;
  proxy.fault = (called) => {
    if (called !== operation) return undefined;
    count += 1;
    return fault(count);
  };
};
const changeTask = (change: (task: Task) => object): Fault => ({
  change: (answer) => ({ ...answer, tasks: ((answer.tasks ?? []) as Task[]).map((task) => ({ ...task, ...change(task) })) }),
});

describe('RunTask that starts nothing', () => {
  const failures = (reason: string): Fault => ({ status: 200, body: { tasks: [], failures: [{ arn: 'arn', reason, detail: 'the detail' }] } });

  it.each(['RESOURCE:CPU', 'Capacity is unavailable at this time. Please try again later or in a different availability zone'])(
    'is tried again for %s, until there is capacity',
    async (reason) => {
      const family = await definition(`capacity-${logs}`, 'exit 0');
      only('RunTask', (count) => (count <= 3 ? failures(reason) : undefined));
      expect((await run(family, request(), known(fastClock()))).outcome).toEqual({ kind: 'exited', exitCode: 0 });
      expect(proxy.calls.get('RunTask')).toBe(4);
      expect(await tasksOf(family)).toHaveLength(1);
    },
  );

  it('is given up after two minutes, with the reason of ECS', async () => {
    const family = await definition('never-capacity', 'exit 0');
    only('RunTask', () => failures('RESOURCE:MEMORY'));
    const { outcome } = await run(family, request(), known(fastClock()));
    expect(outcome).toMatchObject({
      kind: 'not-started',
      error: { code: 'fargate.refused', received: 'the detail', message: expect.stringContaining('RESOURCE:MEMORY') },
    });
    expect(proxy.calls.get('RunTask')).toBe(7);
  });

  it('is not tried again for what cannot heal', async () => {
    const family = await definition('refused', 'exit 0');
    only('RunTask', () => failures('MISSING'));
    expect((await run(family)).outcome).toMatchObject({ kind: 'not-started', error: { code: 'fargate.refused' } });
    expect(proxy.calls.get('RunTask')).toBe(1);
  });

  it('is not-started when the time is over while it waits for capacity, and cancelled when a person stops it', async () => {
    const family = await definition('impatient', 'exit 0');
    only('RunTask', () => failures('RESOURCE:CPU'));
    expect((await run(family, request(300))).outcome).toMatchObject({ kind: 'not-started', error: { code: 'fargate.refused' } });
    const x = known();
    const running = run(family, request(), x);
    await expect.poll(() => proxy.calls.get('RunTask'), { timeout: 60_000 }).toBe(2);
    x.abort();
    expect((await running).outcome).toEqual({ kind: 'cancelled' });
  });

  it('is not-started for want of rights', async () => {
    const family = await definition('forbidden', 'exit 0');
    only('RunTask', () => ({ status: 400, body: { __type: 'AccessDeniedException', message: 'not authorized to perform: iam:PassRole' } }));
    expect((await run(family)).outcome).toMatchObject({
      kind: 'not-started',
      error: { code: 'fargate.refused', message: expect.stringContaining('iam:PassRole') },
    });
  });
});

describe('RunTask', () => {
  it('carries network, size, platform and capacity provider, and pins the revision', async () => {
    const family = await definition('overrides', 'exit 0');
    let asked: Record<string, unknown> = {};
    proxy.fault = (operation, input) => {
      if (operation === 'RunTask') asked = input;
      return undefined;
    };
    const more = { command: ['./batch.sh', 'x'], cpu: '512', memory: '2048', platformVersion: '1.4.0', capacityProvider: 'FARGATE_SPOT' };
    const { outcome } = await fargateRunner(connections).run({ ...settings(family), ...more }, { ...request(), environment: { A: 'b' } }, known());
    expect(outcome).toEqual({ kind: 'exited', exitCode: 0 });
    expect(asked).toMatchObject({
      taskDefinition: expect.stringMatching(/^arn:.*:task-definition\/overrides:1$/),
      platformVersion: '1.4.0',
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }],
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' } },
      overrides: {
        cpu: '512',
        memory: '2048',
        containerOverrides: [{ name: 'batch', command: ['./batch.sh', 'x'], environment: [{ name: 'A', value: 'b' }] }],
      },
    });
    expect(asked).not.toHaveProperty('launchType');
  });
});

describe('RunTask whose answer is lost', () => {
  it('is found again by its token: one task, not two', async () => {
    const family = await definition('cut', 'exit 0');
    only('RunTask', (count) => (count <= 6 ? { cut: true } : undefined));
    expect((await run(family, request(), known(fastClock()))).outcome).toEqual({ kind: 'exited', exitCode: 0 });
    expect(await tasksOf(family)).toHaveLength(1);
  });

  it('is found by who started it, when no answer ever comes', async () => {
    const family = await definition('mute', 'exit 5');
    only('RunTask', () => ({ cut: true }));
    expect((await run(family, request(), known(fastClock()))).outcome).toEqual({ kind: 'exited', exitCode: 5 });
    expect(await tasksOf(family)).toHaveLength(1);
  });

  it('is unknown, never not-started, when nothing else answers either', async () => {
    const family = await definition('dark', 'exit 0');
    proxy.fault = (operation) => (operation === 'DescribeTaskDefinition' ? undefined : { cut: true });
    expect((await run(family, request(), known(fastClock()))).outcome).toMatchObject({ kind: 'unknown', reason: { id: 'fargate.unclear' } });
    await expect.poll(() => aws.server.runningTasks(), { timeout: 60_000 }).toBe(0);
  });

  it('with other parameters than before is unknown, and names the task', async () => {
    const family = await definition('conflict', 'exit 0');
    const take = request();
    await run(family, take);
    const other = { ...take, logFile: `${take.logFile}.other`, environment: { OTHER: 'yes' } };
    const { outcome } = await run(family, other);
    expect(outcome).toMatchObject({ kind: 'unknown', reason: { text: expect.stringContaining('task/batch/') } });
    expect(await tasksOf(family)).toHaveLength(1);
  });
});

describe('a task that cannot be seen', () => {
  it('is waited for while it is MISSING after its start', async () => {
    const family = await definition('late', 'exit 0');
    only('DescribeTasks', (count) => (count <= 8 ? { status: 200, body: { tasks: [], failures: [{ reason: 'MISSING' }] } } : undefined));
    expect((await run(family)).outcome).toEqual({ kind: 'exited', exitCode: 0 });
  });

  it('is unknown when it stays MISSING, and is asked to stop', async () => {
    const family = await definition('vanished', 'sleep 300');
    only('DescribeTasks', () => ({ status: 200, body: { tasks: [], failures: [{ reason: 'MISSING' }] } }));
    expect((await run(family, request(), known(fastClock()))).outcome).toMatchObject({ kind: 'unknown', reason: { id: 'take.lost-track' } });
    expect(proxy.calls.get('StopTask')).toBe(1);
    await expect.poll(() => aws.server.runningTasks(), { timeout: 60_000 }).toBe(0);
  });

  it('is followed on through an outage of some minutes', async () => {
    const family = await definition('outage', 'exit 4');
    only('DescribeTasks', (count) => (count <= 10 ? { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } } : undefined));
    expect((await run(family, request(), known(fastClock()))).outcome).toEqual({ kind: 'exited', exitCode: 4 });
  });

  it('is stopped at the time-out although StopTask fails at first', async () => {
    const family = await definition('stubborn', 'sleep 300');
    only('StopTask', (count) => (count <= 1 ? { status: 400, body: { __type: 'ClientException', message: 'not now' } } : undefined));
    expect((await run(family, request(1_500))).outcome).toEqual({ kind: 'timed-out', afterMs: 1_500 });
    expect(proxy.calls.get('StopTask')).toBe(2);
  });

  it('is unknown when it is not STOPPED minutes after it was to be stopped', async () => {
    const family = await definition('undead', 'sleep 2');
    const running = changeTask(() => ({ lastStatus: 'RUNNING' }));
    only('DescribeTasks', () => running);
    const { outcome } = await run(family, request(500), known(fastClock()));
    expect(outcome).toMatchObject({ kind: 'unknown', reason: { id: 'fargate.still-running' } });
    await expect.poll(() => aws.server.runningTasks(), { timeout: 60_000 }).toBe(0);
  });
});

describe('what a stopped task does not say', () => {
  it('is unknown when ECS gives no exit code, whatever the batch did', async () => {
    const family = await definition('no-code', 'exit 0');
    only('DescribeTasks', () => changeTask(({ containers = [] }) => ({ containers: containers.map(({ exitCode: _lost, ...rest }) => rest) })));
    expect((await run(family)).outcome).toMatchObject({ kind: 'unknown', reason: { id: 'fargate.no-exit-code' } });
  });

  it('is not a success when memory was lacking', async () => {
    const family = await definition('no-memory', 'exit 0');
    const reason = 'OutOfMemoryError: Container killed due to memory usage';
    only('DescribeTasks', () => changeTask(({ containers = [] }) => ({ containers: containers.map((one) => ({ ...one, reason })) })));
    const { outcome, facts, notes } = await run(family);
    expect(outcome).toMatchObject({ kind: 'unknown', reason: { id: 'fargate.reason' } });
    expect(facts['container.outOfMemory']).toBe('yes');
    expect(notes).toMatchObject([{ id: 'fargate.out-of-memory' }]);
  });

  it('is not-started when it never ran until the time-out, with the reason and what to look at', async () => {
    const family = await definition('pending', 'sleep 300');
    only('DescribeTasks', () =>
      changeTask(({ startedAt: _never, ...task }) => ({
        startedAt: undefined,
        ...(task.lastStatus === 'STOPPED' ? { stoppedReason: 'ResourceInitializationError: i/o timeout' } : { lastStatus: 'PENDING' }),
      })),
    );
    const { outcome } = await run(family, request(1_000));
    expect(outcome).toMatchObject({
      kind: 'not-started',
      error: { code: 'fargate.never-started', received: expect.stringContaining('i/o timeout'), fix: { text: expect.stringContaining('subnet') } },
    });
  });
});

describe('a log that does not come', () => {
  it('does not vouch for a log without its stream, and says so', async () => {
    const family = await definition('streamless', 'echo lost; exit 0');
    only('GetLogEvents', () => ({ status: 400, body: { __type: 'ResourceNotFoundException', message: 'The specified log stream does not exist.' } }));
    const { outcome, log, notes } = await run(family, request(), known(fastClock()));
    expect(outcome).toEqual({ kind: 'exited', exitCode: 0 });
    expect(log.complete).toBe(false);
    expect(notes).toMatchObject([{ id: 'fargate.log-missing', values: { group: '/ecs/batch' } }]);
  });

  it('follows the task all the same when the log may not be read', async () => {
    const family = await definition('secret-log', 'echo hidden; exit 2');
    only('GetLogEvents', () => ({ status: 400, body: { __type: 'AccessDeniedException', message: 'logs:GetLogEvents' } }));
    const { outcome, log, notes } = await run(family, request(), known(fastClock()));
    expect(outcome).toEqual({ kind: 'exited', exitCode: 2 });
    expect([log.complete, notes?.[0]?.id]).toEqual([false, 'fargate.log-failed']);
  });

  it('waits for lines that arrive after the stop', async () => {
    const family = await definition('late-lines', 'echo late; exit 0');
    const take = request();
    only('GetLogEvents', (count) => (count <= 6 ? { status: 200, body: { events: [], nextForwardToken: 'f/0' } } : undefined));
    expect((await run(family, take)).log.complete).toBe(true);
    // The token of an empty page must not be taken for a place in the stream: the stand-in gives the lines from there on.
    expect(readFileSync(take.logFile, 'utf8')).toBe('late\n');
  });

  it('is waited for longer where CloudWatch is far away', async () => {
    const family = await definition('far-lines', 'echo far; exit 0');
    await run(family, request());
    const [arn = ''] = await tasksOf(family);
    const options = { 'awslogs-group': '/ecs/batch', 'awslogs-stream-prefix': 'batch', mode: 'blocking' };
    const container = { name: 'batch', logConfiguration: { logDriver: 'awslogs' as const, options } };
    const read = async (address: AwsAddress) => {
      let empty = 5;
      only('GetLogEvents', () => (empty-- > 0 ? { status: 200, body: { events: [], nextForwardToken: 'f/0' } } : undefined));
      const file = request().logFile;
      const log = makeLogWriter(file, known().secrets, () => {});
      await followLog({ client: connections.aws().logs, address }, container, arn, log)?.drain(fastClock());
      await log.close(true);
      return readFileSync(file, 'utf8');
    };
    expect([await read(connections.world.aws), await read({ region: 'ap-northeast-1' })]).toEqual(['', 'far\n']);
  });
});

describe('a take that was begun by a process that died', () => {
  it('finds its task while it runs, and when it has stopped, and starts no second one', async () => {
    const family = await definition('resumed', 'echo once; sleep 3; exit 6');
    const take = request();
    const begun = run(family, take);
    await expect.poll(() => tasksOf(family)).toHaveLength(1);
    const { outcome, log } = await resume(family, again(take));
    await begun;
    expect([outcome, log.complete]).toEqual([{ kind: 'exited', exitCode: 6 }, true]);
    expect(readFileSync(again(take).logFile, 'utf8')).toBe('once\n');
    const later = { ...again(take), logFile: `${take.logFile}.later` };
    expect((await resume(family, later)).outcome).toEqual({ kind: 'exited', exitCode: 6 });
    expect(await tasksOf(family)).toHaveLength(1);
    expect(proxy.calls.get('RunTask')).toBe(1);
  });

  it('goes by the task that the journal names', async () => {
    const family = await definition('noted', 'exit 7');
    const { tasks } = await aws.ecs.send(
      new RunTaskCommand({ cluster: 'batch', taskDefinition: family, networkConfiguration: { awsvpcConfiguration: network2 } }),
    );
    const notes = [{ type: 'fargate.started', take: 'candidate-1', taskArn: tasks?.[0]?.taskArn }];
    expect((await resume(family, again(request(), notes))).outcome).toEqual({ kind: 'exited', exitCode: 7 });
  });

  it('is unknown, and starts nothing, when no task is to be found or ECS does not answer', async () => {
    const family = await definition('unbegun', 'exit 0');
    expect((await resume(family, again(request()))).outcome).toMatchObject({ kind: 'unknown', reason: { id: 'fargate.not-found' } });
    proxy.fault = () => ({ status: 400, body: { __type: 'AccessDeniedException', message: 'no' } });
    expect((await resume(family, again(request()))).outcome).toMatchObject({ kind: 'unknown', reason: { id: 'take.lost-track' } });
    expect(await tasksOf(family)).toEqual([]);
  });

  it('started again with the same parameters is the same task', async () => {
    const family = await definition('twice', 'exit 3');
    const take = request();
    const first = await run(family, take);
    const second = await run(family, { ...take, logFile: `${take.logFile}.second` });
    expect(second.facts['task.arn']).toBe(first.facts['task.arn']);
    expect(second.facts['task.startedBy']).toBe(taskIdentity(take).startedBy);
    expect(await tasksOf(family)).toHaveLength(1);
  });
});

const network2 = { subnets: ['subnet-1'], securityGroups: ['sg-1'] };
