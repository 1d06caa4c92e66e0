import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeConnections } from '../connections/connections.ts';
import { askHost } from '../connections/ssh/ssh-command.ts';
import type { World } from '../model/world.ts';
import { systemClock } from '../runtime/clock.ts';
import { testContext } from '../testing/context.ts';
import { lives, until } from '../testing/processes.ts';
import { sandboxDown, sandboxStatus, sandboxUp, useSandbox } from './sandbox.ts';
import type { SandboxStatus } from './sandbox-status.ts';

const x = testContext();
let workspaceFolder: string;

beforeEach(() => {
  workspaceFolder = realpathSync(mkdtempSync(join(tmpdir(), 'twinrun-workspace-')));
});
afterEach(async () => {
  await sandboxDown(workspaceFolder, x);
  rmSync(workspaceFolder, { recursive: true, force: true });
});

const request = () => ({ workspaceFolder, scenarioFolders: [] as string[], x });
const folderOf = (world: World) => join(world.hosts.batch?.identityFiles?.[0] ?? '', '..');
const databasePid = (folder: string) => Number(readFileSync(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);

/** Ports that still take connections. */
async function open(world: World): Promise<number[]> {
  const ports = [...Object.values(world.hosts), ...Object.values(world.databases)].map(({ port }) => port);
  ports.push(Number(new URL(world.aws.endpoint ?? '').port));
  const tries = ports.map(
    (port) =>
      new Promise<boolean>((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
        socket.once('connect', () => socket.destroy());
      }),
  );
  const taken = await Promise.all(tries);
  return ports.filter((_, index) => taken[index]);
}

describe('an ephemeral sandbox', () => {
  it('is gone when it has stopped, with folder, database and ports', async () => {
    const { world, stop } = await useSandbox(request());
    const folder = folderOf(world);
    expect(statSync(join(folder, 'operator_key')).mode & 0o777).toBe(0o600);
    expect(await open(world)).toHaveLength(5);
    const database = databasePid(folder);
    await stop();
    expect(existsSync(folder)).toBe(false);
    expect(lives(database)).toBe(false);
    expect(await open(world)).toEqual([]);
  });

  it('lives beside another one', async () => {
    const [one, two] = await Promise.all([useSandbox(request()), useSandbox(request())]);
    expect(folderOf(one.world)).not.toBe(folderOf(two.world));
    await one.stop();
    expect(await open(two.world)).toHaveLength(5);
    await two.stop();
  });

  it('ends with all that it started when its user is killed', async () => {
    const program = `
      import { useSandbox } from ${JSON.stringify(new URL('./sandbox.ts', import.meta.url).href)};
      import { makeConnections } from ${JSON.stringify(new URL('../connections/connections.ts', import.meta.url).href)};
      import { testContext } from ${JSON.stringify(new URL('../testing/context.ts', import.meta.url).href)};
      const { world, secrets } = await useSandbox({ workspaceFolder: ${JSON.stringify(workspaceFolder)}, scenarioFolders: [], x: testContext() });
      const ssh = await makeConnections(world, testContext(secrets)).ssh('batch');
      const channel = await ssh.exec('echo $$; exec sleep 300');
      channel.once('data', (pid) => console.log(JSON.stringify({ world, pid: Number(pid) })));
    `;
    const user = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise<string>((resolve) => user.stdout.once('data', (data) => resolve(String(data))));
    const { world, pid } = JSON.parse(line) as { world: World; pid: number };
    const folder = folderOf(world);
    const database = databasePid(folder);
    expect([lives(pid), lives(database)]).toEqual([true, true]);
    user.kill('SIGKILL');
    await until(() => !lives(pid) && !lives(database) && !existsSync(folder), 60_000, systemClock);
    expect(await open(world)).toEqual([]);
  });

  it('is not left behind when the start is cancelled', async () => {
    chmodSync(workspaceFolder, 0o755);
    vi.stubEnv('TMPDIR', workspaceFolder);
    const cancelled = testContext();
    setTimeout(() => cancelled.abort(), 600);
    await expect(useSandbox({ ...request(), x: cancelled })).rejects.toMatchObject({ class: 'cancelled' });
    vi.unstubAllEnvs();
    expect(readdirSync(workspaceFolder)).toEqual([]);
  });

  it('ends when a scenario cannot be deployed, and says why', async () => {
    const request_ = { ...request(), scenarioFolders: [join(workspaceFolder, 'nowhere')] };
    await expect(useSandbox(request_)).rejects.toMatchObject({ code: 'sandbox.no-scenario', class: 'misuse' });
  });
});

describe('a kept sandbox', () => {
  it('is started once, used, and taken down', async () => {
    const scenarioFolders = [join(import.meta.dirname, '..', '..', 'scenarios', 'client-export')];
    const first = await sandboxUp({ ...request(), scenarioFolders });
    expect(first).toMatchObject({ started: true, status: { scenarios: ['client-export'], runningTasks: 0 } });
    expect(statSync(join(workspaceFolder, '.twinrun', 'sandbox.json')).mode & 0o777).toBe(0o600);
    expect(await sandboxUp(request())).toMatchObject({ started: false, status: { pid: first.status.pid } });
    const used = await useSandbox({ ...request(), scenarioFolders });
    expect(used).toMatchObject({ kept: true, world: first.status.world });
    await used.stop();
    const connections = makeConnections(used.world, testContext(used.secrets));
    expect((await askHost(await connections.ssh('batch'), 'echo still there')).stdout).toBe('still there\n');
    const again = await connections.aws().ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'client-export' }));
    expect(again.taskDefinition?.revision).toBe(1);
    await connections.close();
    expect(JSON.stringify(await sandboxStatus(workspaceFolder, x))).not.toContain(Object.values(used.secrets)[0]);
    expect(await sandboxDown(workspaceFolder, x)).toBe(true);
    expect(lives(first.status.pid)).toBe(false);
    expect(existsSync(first.status.folder)).toBe(false);
    expect(readdirSync(join(workspaceFolder, '.twinrun'))).toEqual([]);
    expect(await sandboxStatus(workspaceFolder, x)).toBeUndefined();
    expect(await sandboxDown(workspaceFolder, x)).toBe(false);
  });

  it('is started once by two at the same time', async () => {
    const both = await Promise.all([sandboxUp(request()), sandboxUp(request())]);
    expect(both.map(({ started }) => started).sort()).toEqual([false, true]);
    expect(both[0].status.pid).toBe(both[1].status.pid);
  });

  it('stays when its user ends, and is replaced when it was killed', async () => {
    const program = `
      import { sandboxUp } from ${JSON.stringify(new URL('./sandbox.ts', import.meta.url).href)};
      import { testContext } from ${JSON.stringify(new URL('../testing/context.ts', import.meta.url).href)};
      const { status } = await sandboxUp({ workspaceFolder: ${JSON.stringify(workspaceFolder)}, scenarioFolders: [], x: testContext() });
      console.log(JSON.stringify(status));
    `;
    const user = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    let line = '';
    user.stdout.on('data', (data) => {
      line += String(data);
    });
    // That it ends by itself shows that nothing of the sandbox holds it.
    expect(await new Promise((resolve) => user.once('close', resolve))).toBe(0);
    const first = JSON.parse(line) as SandboxStatus;
    expect((await sandboxStatus(workspaceFolder, x))?.pid).toBe(first.pid);
    const database = databasePid(first.folder);
    process.kill(first.pid, 'SIGKILL');
    await until(() => !lives(database) && !existsSync(first.folder), 60_000, systemClock);
    expect(await sandboxStatus(workspaceFolder, x)).toBeUndefined();
    expect((await sandboxUp(request())).started).toBe(true);
  });

  it('ends when its state file is lost', async () => {
    const { status } = await sandboxUp(request());
    rmSync(join(workspaceFolder, '.twinrun', 'sandbox.json'));
    await until(() => !lives(status.pid) && !existsSync(status.folder), 60_000, systemClock);
  });

  it('is not found by a damaged state file', async () => {
    const { status } = await sandboxUp(request());
    await sandboxDown(workspaceFolder, x);
    writeFileSync(join(workspaceFolder, '.twinrun', 'sandbox.json'), `{"schema":"twinrun.sandbox/1","pid":${status.pid}`);
    expect(await sandboxStatus(workspaceFolder, x)).toBeUndefined();
  });
});
