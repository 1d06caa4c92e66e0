import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DescribeTasksCommand, RunTaskCommand, type Task } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeConnections } from '../connections/connections.ts';
import type { EngineSetting } from '../model/engine-setting.ts';
import { systemClock } from '../runtime/clock.ts';
import { writeFiles } from '../testing/aws-stand-in.ts';
import { testContext } from '../testing/context.ts';
import { until } from '../testing/processes.ts';
import { describeAsRoot } from '../testing/system-program.ts';
import { sandboxDown, sandboxStatus, sandboxUp, useSandbox } from './sandbox.ts';

const SLOW = 120_000;
const x = testContext();
let workspaceFolder: string;

beforeEach(() => {
  workspaceFolder = realpathSync(mkdtempSync(join(tmpdir(), 'twinrun-workspace-')));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sandboxDown(workspaceFolder, x);
  rmSync(workspaceFolder, { recursive: true, force: true });
}, SLOW);

describe('a sandbox whose engine is missing', () => {
  it('does not start: candidates never run as processes instead', async () => {
    vi.stubEnv('PATH', '/nowhere');
    const engine: EngineSetting = { program: 'podman', arguments: [], runArguments: [] };
    await expect(useSandbox({ workspaceFolder, scenarioFolders: [], engine, x })).rejects.toMatchObject({
      code: 'sandbox.engine-missing',
      class: 'misuse',
    });
  });
});

describeAsRoot(['podman', 'runc', 'busybox'], 'a sandbox with podman', (paths) => {
  const engine: EngineSetting = {
    program: 'podman',
    arguments: ['--runtime', paths.runc ?? '', '--cgroup-manager=cgroupfs'],
    runArguments: ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024'],
  };
  const podman = (...words: readonly string[]) => spawnSync(paths.podman ?? '', words, { encoding: 'utf8' }).stdout.trim();
  const containers = (folder: string) => podman('ps', '--all', '--quiet', '--filter', `name=${basename(folder)}`);
  const tags = (folder: string) =>
    podman('images', '--format', '{{.Repository}}:{{.Tag}}')
      .split('\n')
      .filter((tag) => tag.endsWith(basename(folder)));

  async function scenario(script: string): Promise<string> {
    const folder = join(workspaceFolder, 'scenarios', 'small');
    await writeFiles(folder, {
      'candidate/Dockerfile': 'FROM scratch\nCOPY busybox /bin/busybox\nCOPY run.sh /run.sh\nCMD ["/bin/busybox", "sh", "/run.sh"]\n',
      'candidate/run.sh': script,
      'candidate/task-definition.json': JSON.stringify({
        family: 'small',
        memory: '128',
        containerDefinitions: [
          {
            name: 'main',
            image: 'registry.example/small:1',
            environment: ['PGHOST', 'PGPORT', 'PARTNER_PORT'].map((name) => ({ name, value: 'of the real world' })),
          },
        ],
      }),
    });
    cpSync(paths.busybox ?? '', join(folder, 'candidate', 'busybox'));
    return folder;
  }

  async function runSmall(sandbox: Pick<Awaited<ReturnType<typeof useSandbox>>, 'world' | 'secrets'>, wanted: string): Promise<Task> {
    const connections = makeConnections(sandbox.world, testContext(sandbox.secrets));
    try {
      const { ecs } = connections.aws();
      const { tasks } = await ecs.send(new RunTaskCommand({ cluster: 'batch', taskDefinition: 'small' }));
      for (;;) {
        const task = (await ecs.send(new DescribeTasksCommand({ cluster: 'batch', tasks: [tasks?.[0]?.taskArn ?? ''] }))).tasks?.[0];
        if (task?.lastStatus === wanted || task?.lastStatus === 'STOPPED') return task;
        await systemClock.sleep(50);
      }
    } finally {
      await connections.close();
    }
  }

  it(
    'runs a candidate that reaches its database, partner and AWS, and is gone with its image',
    async () => {
      const reach = (address: string) => `/bin/busybox nc -w 5 ${address} </dev/null >/dev/null || exit 9\n`;
      const script = `${reach('"$PGHOST" "$PGPORT"')}${reach('127.0.0.1 "$PARTNER_PORT"')}/bin/busybox nc -w 5 127.0.0.1 "\${AWS_ENDPOINT_URL##*:}" </dev/null || exit 8\nexit 4\n`;
      const sandbox = await useSandbox({ workspaceFolder, scenarioFolders: [await scenario(script)], engine, x });
      const folder = join(sandbox.world.hosts.batch?.identityFiles?.[0] ?? '', '..');
      const task = await runSmall(sandbox, 'STOPPED');
      expect(task, JSON.stringify(task)).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ exitCode: 4 }] });
      expect(tags(folder)).toHaveLength(1);
      await sandbox.stop();
      expect([containers(folder), tags(folder), existsSync(folder)]).toEqual(['', [], false]);
    },
    SLOW,
  );

  it(
    'that is kept refuses another engine, and leaves nothing when it is killed',
    async () => {
      const request = { workspaceFolder, scenarioFolders: [await scenario('/bin/busybox sleep 300\n')], x };
      const { status } = await sandboxUp({ ...request, engine });
      expect((await sandboxStatus(workspaceFolder, x))?.engine).toEqual(engine);
      await expect(sandboxUp(request)).rejects.toMatchObject({ code: 'sandbox.other-engine', class: 'misuse' });
      await expect(useSandbox({ ...request, engine: { ...engine, runArguments: [] } })).rejects.toMatchObject({
        code: 'sandbox.other-engine',
        fix: { text: expect.stringContaining('sandbox down') },
      });
      const kept = await useSandbox({ ...request, engine });
      expect((await runSmall(kept, 'RUNNING')).lastStatus).toBe('RUNNING');
      expect([containers(status.folder) === '', tags(status.folder).length]).toEqual([false, 1]);
      process.kill(status.pid, 'SIGKILL');
      await until(() => !existsSync(status.folder), 60_000, systemClock);
      expect([containers(status.folder), tags(status.folder)]).toEqual(['', []]);
    },
    SLOW,
  );
});
