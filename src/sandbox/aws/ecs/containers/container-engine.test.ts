import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
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
import type { EngineSetting } from '../../../../model/engine-setting.ts';
import { TwinrunError } from '../../../../model/error.ts';
import { randomIds } from '../../../../runtime/ids.ts';
import { type AwsStandIn, startAwsStandIn, writeFiles } from '../../../../testing/aws-stand-in.ts';
import { describeAsRoot } from '../../../../testing/system-program.ts';

const SLOW = 120_000;
const LOG = {
  logDriver: 'awslogs' as const,
  options: { 'awslogs-group': '/ecs/test', 'awslogs-region': 'ap-northeast-1', 'awslogs-stream-prefix': 'batch' },
};
const KEY = '-----BEGIN KEY-----\n "quoted" and # more\n-----END KEY-----';
const environment = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

async function standIn(setting: EngineSetting, change: Readonly<Record<string, string>> = {}): Promise<AwsStandIn & { mark: string }> {
  const mark = `twinrun-test-${randomIds.unique().replace(/[^A-Za-z0-9]/g, '')}`;
  const standIn = await startAwsStandIn({
    engine: { setting, environment: { ...environment, ...change }, mark },
    secretValues: { TOKEN: 'the token', KEY },
  });
  return { ...standIn, mark };
}

describe('an engine that cannot be used', () => {
  const setting: EngineSetting = { program: 'docker', arguments: [], runArguments: [] };
  const problem = (change: Readonly<Record<string, string>>) =>
    standIn(setting, change).then(
      () => undefined,
      (error: TwinrunError) => error,
    );

  it('because it is not there is told at once', async () => {
    const error = await problem({ PATH: '/nowhere' });
    expect(error).toMatchObject({ code: 'sandbox.engine-missing', class: 'misuse', fix: { text: expect.stringContaining('Install docker') } });
  });

  it('because it does not work is told with what it said', async () => {
    const folder = await mkdtemp('/tmp/twinrun-test-');
    await writeFiles(folder, { docker: '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "no daemon here" >&2\nexit 1\n' });
    const error = await problem({ PATH: `${folder}:/usr/bin:/bin` });
    await rm(folder, { recursive: true });
    expect(error).toMatchObject({ code: 'sandbox.engine-unusable', class: 'misuse', received: 'no daemon here' });
  });
});

describeAsRoot(['podman', 'runc', 'busybox'], 'containers by podman', (paths) => {
  const setting: EngineSetting = {
    program: 'podman',
    arguments: ['--runtime', paths.runc ?? '', '--cgroup-manager=cgroupfs'],
    runArguments: ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024'],
  };
  const podman = (...words: readonly string[]) => spawnSync(paths.podman ?? '', words, { encoding: 'utf8' }).stdout.trim();
  let aws: AwsStandIn & { mark: string };
  let families = 0;

  beforeAll(async () => {
    aws = await standIn(setting);
    await furnish(aws);
  }, SLOW);
  afterAll(() => aws.close(), SLOW);

  async function furnish({ ecs, logs }: AwsStandIn): Promise<void> {
    await ecs.send(new CreateClusterCommand({ clusterName: 'batch' }));
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/ecs/test' }));
  }

  /** An image with a shell and a script, and nothing else. */
  async function image(script: string, on = aws, more = ''): Promise<string> {
    const context = await mkdtemp(join(on.folder, 'context-'));
    await copyFile(paths.busybox ?? '', join(context, 'busybox'));
    const dockerfile = `FROM scratch\nCOPY busybox /bin/busybox\nCOPY run.sh /run.sh\n${more}CMD ["/bin/busybox", "sh", "/run.sh"]\n`;
    await writeFiles(context, { Dockerfile: dockerfile, 'run.sh': script });
    const name = `registry.example/batches/${basename(context).toLowerCase()}:1`;
    await on.server.registerImage(name, context);
    return name;
  }

  async function start(
    container: Omit<ContainerDefinition, 'image'> & { image: string },
    change: Partial<RunTaskCommandInput> = {},
    on = aws,
  ): Promise<string> {
    families += 1;
    const family = `family-${families}`;
    const containerDefinitions = [{ name: 'main', logConfiguration: LOG, ...container }];
    await on.ecs.send(new RegisterTaskDefinitionCommand({ family, memory: '128', containerDefinitions }));
    const { tasks } = await on.ecs.send(new RunTaskCommand({ cluster: 'batch', taskDefinition: family, ...change }));
    return tasks?.[0]?.taskArn ?? '';
  }

  async function until(arn: string, status: string): Promise<Task> {
    for (;;) {
      const task = (await aws.ecs.send(new DescribeTasksCommand({ cluster: 'batch', tasks: [arn] }))).tasks?.[0];
      if (task?.lastStatus === status) return task;
      if (task?.lastStatus === 'STOPPED') throw new Error(JSON.stringify(task));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async function logOf(arn: string): Promise<string[]> {
    const logStreamName = `batch/main/${arn.split('/').at(-1)}`;
    const { events = [] } = await aws.logs.send(new GetLogEventsCommand({ logGroupName: '/ecs/test', logStreamName, startFromHead: true }));
    return events.map((event) => event.message ?? '');
  }

  const containersOf = (arn: string) => podman('ps', '--all', '--quiet', '--filter', `name=${arn.split('/').at(-1)}`);

  it(
    'tells the exit code of the batch, its log lines and the image id of the engine',
    async () => {
      const name = await image('echo out\necho err >&2\nexit 3\n');
      const arn = await start({ image: name });
      const task = await until(arn, 'STOPPED');
      expect(task).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ exitCode: 3, lastStatus: 'STOPPED' }] });
      expect((await logOf(arn)).toSorted()).toEqual(['err', 'out']);
      const digest = task.containers?.[0]?.imageDigest ?? '';
      expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(podman('image', 'inspect', '--format', '{{.Id}} {{index .Labels "twinrun-sandbox"}}', digest)).toMatch(
        new RegExp(`^${digest.slice(7)} context-`),
      );
      expect(containersOf(arn)).toBe('');
      expect((await readdir(join(aws.folder, 'engine'))).filter((file) => file.endsWith('.env'))).toEqual([]);
    },
    SLOW,
  );

  it.each([125, 126, 127])(
    'takes exit code %d of a batch for what it is, not for the engine’s',
    async (code) => {
      const arn = await start({ image: await image(`echo from the batch\nexit ${code}\n`) });
      expect(await until(arn, 'STOPPED')).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ exitCode: code }] });
      expect(await logOf(arn)).toEqual(['from the batch']);
    },
    SLOW,
  );

  it(
    'loses no line of a long log',
    async () => {
      const arn = await start({ image: await image('/bin/busybox seq 1 20000\n/bin/busybox seq 1 5 >&2\n') });
      await until(arn, 'STOPPED');
      const stored = await Promise.all(
        (await readdir(join(aws.folder, 'logs'), { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
      );
      const longest = stored.toSorted((one, other) => other.length - one.length)[0] ?? '';
      expect(longest.trimEnd().split('\n')).toHaveLength(20_005);
    },
    SLOW,
  );

  it(
    'hands on environment and secrets exactly, and never as an argument',
    async () => {
      const script = 'echo "$A|$B|$EMPTY|$TOKEN|$FROM_PLATFORM|$PATH|$LEAKED|$HTTPS_PROXY"\necho "$KEY"\n/bin/busybox sleep 6\n';
      const name = await image(script, aws, 'ENV A=image B=image\n');
      const arn = await start(
        {
          image: name,
          environment: [
            { name: 'B', value: ' "of-the-definition" # ' },
            { name: 'EMPTY', value: '' },
            { name: 'PATH', value: '/somewhere' },
          ],
          secrets: ['TOKEN', 'KEY'].map((secret) => ({ name: secret, valueFrom: 'arn:aws:ssm:x' })),
        },
        { overrides: { containerOverrides: [{ name: 'main', environment: [{ name: 'A', value: 'of-the-override' }] }] } },
      );
      const seen: string[] = [];
      const look = async () => {
        for (const pid of await readdir('/proc')) seen.push(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
      };
      const looking = setInterval(look, 25);
      await until(arn, 'RUNNING');
      const id = containersOf(arn);
      const created = podman('inspect', '--format', '{{json .Config.CreateCommand}}', id);
      await until(arn, 'STOPPED');
      clearInterval(looking);
      expect(created).toContain('"--env","TOKEN"');
      for (const value of ['the token', 'BEGIN KEY', 'of-the-override', 'of-the-definition']) {
        expect(created).not.toContain(value);
        expect(seen.filter((line) => line.includes(value))).toEqual([]);
      }
      // The look was good enough to see the engine at work at all; how it was created, `created` tells for certain.
      expect(seen.some((line) => line.includes('podman'))).toBe(true);
      expect(await logOf(arn)).toEqual(['of-the-override| "of-the-definition" # ||the token|platform|/somewhere||', ...KEY.split('\n')]);
    },
    SLOW,
  );

  it(
    'carries out command, entry point, working folder, read-only root and memory',
    async () => {
      const name = await image('', aws, 'WORKDIR /data\n');
      const show = 'pwd; echo >/data/x || echo refused; echo >/bin/x || echo refused; echo "$0 $1"';
      const arn = await start(
        { image: name, entryPoint: ['/bin/busybox', 'sh', '-c', show], workingDirectory: '/bin', readonlyRootFilesystem: true },
        { overrides: { containerOverrides: [{ name: 'main', command: ['zero', 'one'] }] } },
      );
      expect((await until(arn, 'STOPPED')).containers).toMatchObject([{ exitCode: 0 }]);
      const log = await logOf(arn);
      expect(log.filter((line) => line === 'refused')).toHaveLength(2);
      expect(log).toEqual(expect.arrayContaining(['/bin', 'zero one']));
      const greedy = await start({ image: name, command: ['/bin/busybox', 'sh', '-c', 'x=1234567890; while :; do x="$x$x"; done'], memory: 16 });
      const killed = (await until(greedy, 'STOPPED')).containers?.[0];
      expect(killed?.exitCode).toBe(137);
    },
    SLOW,
  );

  it.each([
    [['/app/nothing'], /^CannotStartContainerError: .*exec: "\/app\/nothing": stat \/app\/nothing: no such file or directory/],
    [['nothing'], /exec: "nothing": executable file not found in \$PATH/],
    [['/run.sh'], /exec: "\/run.sh": permission denied/],
  ])(
    'fails to start %j',
    async (command, reason) => {
      const arn = await start({ image: await image('true\n'), command });
      const task = await until(arn, 'STOPPED');
      expect(task).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: expect.stringMatching(reason) });
      expect(task.containers?.[0]).toMatchObject({ reason: expect.stringMatching(reason) });
      expect(task.containers?.[0]?.exitCode).toBeUndefined();
      expect(await logOf(arn)).toEqual([]);
      expect(containersOf(arn)).toBe('');
    },
    SLOW,
  );

  it(
    'fails to start what the engine refuses, and an image that is gone',
    async () => {
      const refused = await start({ image: await image('true\n'), user: 'no such user' });
      expect(await until(refused, 'STOPPED')).toMatchObject({ stopCode: 'TaskFailedToStart' });
      const gone = await start({ image: 'registry.example/nothing:1' });
      expect(await until(gone, 'STOPPED')).toMatchObject({ stoppedReason: expect.stringMatching(/^CannotPullContainerError/) });
      expect(containersOf(refused)).toBe('');
    },
    SLOW,
  );

  it(
    'stops a task by SIGTERM, kills it after its stop time-out, and leaves nothing',
    async () => {
      const polite = await image('trap "echo bye; exit 7" TERM\necho up\nwhile :; do /bin/busybox sleep 0.1; done\n');
      const arn = await start({ image: polite });
      const stubborn = await start({ image: polite, command: ['/bin/busybox', 'sleep', '296'], stopTimeout: 2 });
      await until(arn, 'RUNNING');
      await until(stubborn, 'RUNNING');
      while ((await logOf(arn)).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      for (const task of [arn, stubborn]) await aws.ecs.send(new StopTaskCommand({ cluster: 'batch', task, reason: 'enough' }));
      expect(await until(arn, 'STOPPED')).toMatchObject({ stopCode: 'UserInitiated', stoppedReason: 'enough', containers: [{ exitCode: 7 }] });
      expect(await logOf(arn)).toEqual(['up', 'bye']);
      expect((await until(stubborn, 'STOPPED')).containers).toMatchObject([{ exitCode: 137 }]);
      expect([containersOf(arn), containersOf(stubborn)]).toEqual(['', '']);
    },
    SLOW,
  );

  it(
    'says what the engine has against a Dockerfile',
    async () => {
      const broken = image('true\n', aws, 'COPY nothing /\n');
      await expect(broken).rejects.toBeInstanceOf(TwinrunError);
      await expect(broken).rejects.toMatchObject({
        code: 'sandbox.image-build',
        class: 'misuse',
        at: { file: expect.stringMatching(/Dockerfile$/) },
        received: expect.stringContaining('nothing'),
      });
    },
    SLOW,
  );

  it(
    'removes its containers and images when it closes, and nobody else’s',
    async () => {
      const other = await standIn(setting);
      const tags = (mark: string) =>
        podman('images', '--format', '{{.Tag}}')
          .split('\n')
          .filter((tag) => tag.endsWith(mark)).length;
      await image('true\n');
      const mine = tags(aws.mark);
      await furnish(other);
      const arn = await start({ image: await image('/bin/busybox sleep 297\n', other) }, {}, other);
      while (containersOf(arn) === '') await new Promise((resolve) => setTimeout(resolve, 50));
      expect(tags(other.mark)).toBe(1);
      await other.close();
      expect(containersOf(arn)).toBe('');
      expect([tags(other.mark), tags(aws.mark)]).toEqual([0, mine]);
    },
    SLOW,
  );
});
