import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateLogGroupCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  type ContainerDefinition,
  CreateClusterCommand,
  DescribeTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsStandIn, startAwsStandIn, writeFiles } from '../../../testing/aws-stand-in.ts';

const NETWORK = { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } };
const LOG = {
  logDriver: 'awslogs' as const,
  options: { 'awslogs-group': '/ecs/test', 'awslogs-region': 'ap-northeast-1', 'awslogs-stream-prefix': 'batch' },
};

let aws: AwsStandIn;
let families = 0;

beforeAll(async () => {
  aws = await startAwsStandIn();
  await aws.ecs.send(new CreateClusterCommand({ clusterName: 'batch' }));
  await aws.logs.send(new CreateLogGroupCommand({ logGroupName: '/ecs/test' }));
});
afterAll(() => aws.close());

async function image(dockerfile: string, files: Record<string, string> = {}): Promise<string> {
  const context = await mkdtemp(join(aws.folder, 'context-'));
  await writeFiles(context, { Dockerfile: dockerfile, ...files });
  const name = `registry.example/${context.slice(-6)}:1`;
  await aws.server.registerImage(name, context);
  return name;
}

async function register(...containers: readonly (Omit<ContainerDefinition, 'image'> & { image: string })[]): Promise<string> {
  families += 1;
  const { taskDefinition } = await aws.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: `family-${families}`,
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
      containerDefinitions: containers.map((container, index) => ({
        name: index === 0 ? 'main' : `side-${index}`,
        logConfiguration: LOG,
        ...container,
      })),
    }),
  );
  return taskDefinition?.taskDefinitionArn ?? '';
}

async function start(taskDefinition: string, change: Partial<RunTaskCommandInput> = {}): Promise<string> {
  const { tasks } = await aws.ecs.send(
    new RunTaskCommand({ cluster: 'batch', taskDefinition, launchType: 'FARGATE', networkConfiguration: NETWORK, ...change }),
  );
  return tasks?.[0]?.taskArn ?? '';
}

async function look(arn: string): Promise<Task | undefined> {
  return (await aws.ecs.send(new DescribeTasksCommand({ cluster: 'batch', tasks: [arn] }))).tasks?.[0];
}

async function until(arn: string, reached: (task: Task) => boolean): Promise<Task> {
  for (;;) {
    const task = await look(arn);
    if (task !== undefined && reached(task)) return task;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const stopped = (arn: string) => until(arn, (task) => task.lastStatus === 'STOPPED');

async function logOf(arn: string, container = 'main'): Promise<string[]> {
  const logStreamName = `batch/${container}/${arn.split('/').at(-1)}`;
  const { events = [] } = await aws.logs.send(new GetLogEventsCommand({ logGroupName: '/ecs/test', logStreamName, startFromHead: true }));
  return events.map((event) => event.message ?? '');
}

async function run(
  dockerfile: string,
  files: Record<string, string>,
  container: Omit<ContainerDefinition, 'image'> & { image?: string } = {},
  change: Partial<RunTaskCommandInput> = {},
) {
  const arn = await start(await register({ image: await image(dockerfile, files), ...container }), change);
  const task = await stopped(arn);
  return { task, arn, log: await logOf(arn).catch(() => undefined) };
}

describe('a task', () => {
  it('really runs, with the exit code of its program', async () => {
    const { task, log } = await run('FROM alpine:3\nWORKDIR /app\nCOPY run.sh ./\nCMD ["./run.sh"]', {
      'run.sh': '#!/bin/sh\necho out\necho err >&2\nexit 3\n',
    });
    expect(task).toMatchObject({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      desiredStatus: 'STOPPED',
    });
    expect(task.containers).toMatchObject([
      { name: 'main', exitCode: 3, lastStatus: 'STOPPED', imageDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    ]);
    expect(log?.toSorted()).toEqual(['err', 'out']);
    const { createdAt, startedAt, stoppingAt, stoppedAt } = task;
    expect([createdAt, startedAt, stoppingAt, stoppedAt].map(Number)).toEqual([createdAt, startedAt, stoppingAt, stoppedAt].map(Number).toSorted());
  });

  it('gets a clean environment: image, definition, secrets, overrides, platform; nothing of this machine', async () => {
    process.env.LEAKED = 'leaked';
    const { log } = await run(
      'FROM alpine:3\nENV A=image B=image\nENV C image\nCMD env',
      {},
      {
        environment: [
          { name: 'B', value: 'definition' },
          { name: 'C', value: 'definition' },
        ],
        secrets: [{ name: 'TOKEN', valueFrom: 'arn:aws:ssm:x' }],
      },
      { overrides: { containerOverrides: [{ name: 'main', environment: [{ name: 'C', value: 'override' }] }] } },
    );
    delete process.env.LEAKED;
    expect(log).toEqual(expect.arrayContaining(['A=image', 'B=definition', 'C=override', 'TOKEN=the token', 'FROM_PLATFORM=platform']));
    const names = new Set(log?.map((line) => line.replace(/=.*/s, '')));
    for (const shellOwn of ['PWD', 'OLDPWD', 'SHLVL', '_']) names.delete(shellOwn);
    expect([...names].sort()).toEqual(['A', 'B', 'C', 'FROM_PLATFORM', 'HOME', 'PATH', 'TMPDIR', 'TOKEN', 'TZDIR']);
  });

  it.runIf(existsSync('/usr/share/zoneinfo/Asia/Tokyo'))('has no time zones unless its image has tzdata', async () => {
    const zoned = { environment: [{ name: 'TZ', value: 'Asia/Tokyo' }] };
    const without = await run('FROM alpine:3\nCMD ["date", "+%z"]', {}, zoned);
    const withThem = await run('FROM alpine:3\nRUN apk add --no-cache \\\n  tzdata\nCMD ["date", "+%z"]', {}, zoned);
    expect([without.log, withThem.log]).toEqual([['+0000'], ['+0900']]);
  });

  it('finds its own files by the absolute paths of the image, in exec and in shell form', async () => {
    const files = { 'tool.sh': '#!/bin/sh\necho "tool $*"\n' };
    const exec = await run('FROM alpine\nCOPY tool.sh /usr/local/bin/tool\nENTRYPOINT ["/usr/local/bin/tool"]\nCMD ["/etc/hostname"]', files);
    const shell = await run('FROM alpine\nCOPY tool.sh /app/\nCMD /app/tool.sh one && tool two || true', files);
    const byPath = await run('FROM alpine\nCOPY tool.sh /usr/local/bin/tool\nCMD ["tool", "three"]', files);
    expect([exec.log, shell.log?.[0], byPath.log]).toEqual([['tool /etc/hostname'], 'tool one', ['tool three']]);
  });

  it('has a root folder of its own, which is gone afterwards', async () => {
    const { log } = await run('FROM alpine\nWORKDIR /data\nCOPY a.txt .\nCMD ["sh", "-c", "cat a.txt; echo changed > a.txt; cd ~ && pwd"]', {
      'a.txt': 'original\n',
    });
    expect(log?.[0]).toBe('original');
    expect(log?.[1]).toContain(aws.folder);
    expect(await readdir(join(aws.folder, 'tasks'))).toEqual([]);
  });

  it('tells a signal as 128 + n', async () => {
    const { task } = await run('FROM alpine\nCMD ["sh", "-c", "kill -KILL $$"]', {});
    expect(task.containers?.[0]?.exitCode).toBe(137);
  });

  it.runIf(process.platform === 'linux')(
    'leaves nothing of it behind when its first process ends, not even what made a session of its own',
    async () => {
      const { task, log } = await run('FROM alpine\nCMD ["sh", "-c", "setsid sleep 297 & sleep 298 & echo started"]', {});
      expect(task.containers?.[0]?.exitCode).toBe(0);
      expect(log).toEqual(['started']);
      expect(aws.server.runningTasks()).toBe(0);
      expect((await processes()).filter((line) => /sleep\0(?:297|298)/.test(line))).toEqual([]);
    },
  );
});

describe('a task that cannot start', () => {
  it.each([
    ['its image is unknown', { image: 'registry.example/nothing:1' }, /^CannotPullContainerError: .*registry\.example\/nothing:1: not found$/],
    [
      'its program is missing',
      { command: ['/app/nothing'] },
      /^CannotStartContainerError: .*exec: "\/app\/nothing": stat \/app\/nothing: no such file or directory/,
    ],
    ['its program is nowhere on the PATH', { command: ['no-such-program'] }, /exec: "no-such-program": executable file not found in \$PATH/],
    ['its program is not executable', { command: ['/app/text'] }, /exec: "\/app\/text": permission denied/],
    [
      'a secret is unknown',
      { secrets: [{ name: 'OTHER', valueFrom: 'arn:other' }] },
      /^ResourceInitializationError: unable to pull secrets .*arn:other$/,
    ],
    [
      'its log group is missing',
      { logConfiguration: { ...LOG, options: { ...LOG.options, 'awslogs-group': '/no/group' } } },
      /^ResourceInitializationError: failed to validate logger args: .*ResourceNotFoundException: The specified log group does not exist\.$/,
    ],
  ])('because %s says so', async (_what, container, reason) => {
    const { task, log } = await run('FROM alpine\nCOPY text /app/text\nCMD ["true"]', { text: 'no program' }, container);
    expect(task).toMatchObject({ lastStatus: 'STOPPED', stopCode: 'TaskFailedToStart', stoppedReason: expect.stringMatching(reason) });
    expect(task.startedAt).toBeUndefined();
    expect(task.containers?.[0]).toMatchObject({ reason: expect.stringMatching(reason) });
    expect(task.containers?.[0]?.exitCode).toBeUndefined();
    if (!/Cannot(?:Start)/.test(task.stoppedReason ?? '')) expect(log).toBeUndefined();
  });

  it.each([
    ['no interpreter of that name', '#!/bin/no-such-shell\n', 'no such file or directory'],
    ['no first line', 'echo hello\n', 'exec format error'],
  ])('because its script has %s ends at once, and says why in its log', async (_what, text, problem) => {
    const { task, log } = await run('FROM alpine\nWORKDIR /app\nCOPY --chmod=755 run ./\nCMD ["./run"]', { run: text });
    expect(task.containers?.[0]?.exitCode).toBe(255);
    expect(log?.[0]).toContain(problem);
  });
});

describe('stopping', () => {
  it('sends SIGTERM, and says that it was the user', async () => {
    const arn = await start(
      await register({ image: await image('FROM alpine\nCMD ["sh", "-c", "trap \'echo bye; exit 7\' TERM; echo up; sleep 60 & wait"]') }),
    );
    await until(arn, (task) => task.lastStatus === 'RUNNING');
    while ((await logOf(arn)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const { task } = await aws.ecs.send(new StopTaskCommand({ cluster: 'batch', task: arn, reason: 'enough' }));
    expect(task?.desiredStatus).toBe('STOPPED');
    expect(await stopped(arn)).toMatchObject({ stopCode: 'UserInitiated', stoppedReason: 'enough', containers: [{ exitCode: 7 }] });
    expect(await logOf(arn)).toEqual(['up', 'bye']);
  });

  it('kills what does not obey within stopTimeout', async () => {
    const arn = await start(
      await register({ image: await image('FROM alpine\nCMD ["sh", "-c", "trap \'\' TERM; echo up; while :; do sleep 0.1; done"]'), stopTimeout: 2 }),
    );
    await until(arn, (task) => task.lastStatus === 'RUNNING');
    const from = performance.now();
    await aws.ecs.send(new StopTaskCommand({ cluster: 'batch', task: arn }));
    expect(await stopped(arn)).toMatchObject({ stopCode: 'UserInitiated', containers: [{ exitCode: 137 }] });
    expect(performance.now() - from).toBeGreaterThan(1900);
  });

  it('stops the other containers when an essential one ends, not when another ends', async () => {
    const name = await image('FROM alpine\nCMD ["true"]');
    const arn = await start(
      await register(
        { image: name, command: ['sh', '-c', 'sleep 0.5; echo done'] },
        { image: name, essential: false, command: ['true'] },
        { image: name, essential: true, command: ['sleep', '60'] },
      ),
    );
    const task = await stopped(arn);
    expect(task.stopCode).toBe('EssentialContainerExited');
    expect(task.containers?.map((container) => container.exitCode)).toEqual([0, 0, 143]);
    expect(await logOf(arn)).toEqual(['done']);
  });

  it.runIf(process.platform === 'linux')('closing kills every task, whatever it ignores', async () => {
    const other = await startAwsStandIn();
    const context = await mkdtemp(join(other.folder, 'context-'));
    // Seconds that no other copy of this test sleeps.
    const naps = [1, 2].map((more) => 2 * (40_000 + process.pid) + more);
    await writeFiles(context, { Dockerfile: `FROM alpine\nCMD ["sh", "-c", "trap '' TERM; setsid sleep ${naps[0]} & sleep ${naps[1]}"]` });
    const asleep = async () => (await processes()).filter((line) => naps.some((nap) => line.startsWith(`sleep\0${nap}`)));
    await other.server.registerImage('stubborn', context);
    await other.ecs.send(new CreateClusterCommand({ clusterName: 'batch' }));
    await other.ecs.send(
      new RegisterTaskDefinitionCommand({ family: 'stubborn', memory: '512', containerDefinitions: [{ name: 'main', image: 'stubborn' }] }),
    );
    await other.ecs.send(new RunTaskCommand({ cluster: 'batch', taskDefinition: 'stubborn' }));
    while ((await asleep()).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(other.server.runningTasks()).toBe(1);
    await other.close();
    expect(await asleep()).toEqual([]);
  });
});

describe('starting', () => {
  it('is not seen by the first DescribeTasks', async () => {
    const arn = await start(await register({ image: await image('FROM alpine\nCMD ["true"]') }));
    const first = await aws.ecs.send(new DescribeTasksCommand({ cluster: 'batch', tasks: [arn] }));
    expect(first).toMatchObject({ tasks: [], failures: [{ arn, reason: 'MISSING' }] });
    expect((await stopped(arn)).taskArn).toBe(arn);
  });

  it('with the same client token starts once; with other parameters it is a conflict that names the task', async () => {
    const definition = await register({ image: await image('FROM alpine\nCMD ["true"]') });
    const token = 'run-2026-01-31/candidate-1';
    const [one, two] = [await start(definition, { clientToken: token }), await start(definition, { clientToken: token })];
    expect(two).toBe(one);
    await expect(start(definition, { clientToken: token, count: 2 })).rejects.toMatchObject({ name: 'ConflictException', resourceIds: [one] });
    expect(await start(definition, { clientToken: 'another' })).not.toBe(one);
  });
});

async function processes(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
}
