import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeConnections } from '../connections/connections.ts';
import type { Observation } from '../model/observation.ts';
import type { TakeRequest } from '../model/runner.ts';
import type { World } from '../model/world.ts';
import { systemClock } from '../runtime/clock.ts';
import { TEST_KEY, TEST_REGION } from '../testing/aws-clients.ts';
import { startAwsStandIn } from '../testing/aws-stand-in.ts';
import { testContext } from '../testing/context.ts';
import { makePodman, type Podman } from '../testing/podman.ts';
import { until } from '../testing/processes.ts';
import { describeAsRoot } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { containerConfig } from './container-config.ts';
import { containerRunner } from './container-runner.ts';
import { containerName } from './container-start.ts';

const SLOW = 120_000;
const folder = temporaryFolder();
const root = join(import.meta.dirname, '../..');
let logs = 0;

/** Writes a task definition with one container and gives its file. */
function definition(container: object, task: object = {}): string {
  logs += 1;
  const file = join(folder, `definition-${logs}.json`);
  writeFileSync(
    file,
    JSON.stringify({ family: 'batch', memory: '128', ...task, containerDefinitions: [{ name: 'batch', image: 'none', ...container }] }),
  );
  return file;
}

function request(environment: Record<string, string> = {}, timeoutMs = 30_000): TakeRequest {
  logs += 1;
  const run = `20261125T000000Z-t${process.pid}x${logs}`;
  return { run, take: 'candidate-1', side: 'candidate', environment, timeoutMs, logFile: join(folder, `log-${logs}.txt`) };
}
const again = (take: TakeRequest): TakeRequest => ({
  ...take,
  logFile: `${take.logFile}.again`,
  resumed: { startedAt: systemClock.now().toISOString(), notes: [] },
});

const world = (more: Partial<World> = {}): World => ({ kind: 'real', hosts: {}, databases: {}, aws: { region: TEST_REGION }, ...more });
const environment = (change: Record<string, string> = {}) => ({ ...process.env, ...change });

describe('an engine that is not there', () => {
  it.each([
    ['podman', 'container.engine-missing', /Install podman/],
    ['docker', 'container.engine-missing', /Install docker/],
    ['auto', 'container.engine-missing', /Install docker/],
  ] as const)('is not-started for %s, with how to mend it', async (engine, code, fix) => {
    const x = testContext();
    const connections = makeConnections(world(), x, environment({ PATH: '/nowhere' }));
    const { outcome } = await containerRunner(connections).run(containerConfig.parse({ engine, file: definition({}) }), request(), x);
    expect(outcome).toMatchObject({ kind: 'not-started', error: { code, fix: { text: expect.stringMatching(fix) } } });
  });

  it('is not-started for a definition that cannot be read, or has several batches', async () => {
    const x = testContext();
    const runner = containerRunner(makeConnections(world(), x, environment()));
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{ "family": "x" }');
    for (const file of [broken, join(folder, 'absent.json')])
      expect((await runner.run(containerConfig.parse({ file }), request(), x)).outcome).toMatchObject({ error: { code: 'container.definition' } });
    const two = join(folder, 'two.json');
    const containerDefinitions = ['a', 'b'].map((name) => ({ name, image: 'x' }));
    writeFileSync(two, JSON.stringify({ family: 'x', containerDefinitions }));
    expect((await runner.run(containerConfig.parse({ file: two }), request(), x)).outcome).toMatchObject({ error: { code: 'task.container' } });
  });

  it('says in the plan what it does not prove', () => {
    const plan = containerRunner(makeConnections(world(), testContext())).plan(containerConfig.parse({ file: 'x.json' }));
    expect(plan.map(({ text }) => text).join(' ')).toMatch(/container only.*IAM.*security groups/);
  });
});

describeAsRoot(['podman', 'runc', 'busybox'], 'the container runner with podman', (paths) => {
  let podman: Podman;
  let image: string;

  beforeAll(() => {
    podman = makePodman(paths);
    image = podman.image('ENV IMAGE=image\nENTRYPOINT ["/bin/sh", "-c"]\nCMD ["exit 9"]\n');
  }, SLOW);
  /** Of this file's runs: another may have its own on the same engine. */
  const left = () =>
    podman
      .call('ps', '--all', '--format', '{{.Names}}')
      .split('\n')
      .filter((name) => name.includes(`-t${process.pid}x`));
  afterEach(() => expect(left()).toEqual([]));
  afterAll(() => podman.clean(), SLOW);

  const start = (settings: object, take: TakeRequest, x = testContext(), change: Record<string, string> = {}): Promise<Observation> => {
    const connections = makeConnections(world({ engine: podman.setting }), x, environment(change));
    return containerRunner(connections).run(containerConfig.parse({ engine: 'podman', ...settings }), take, x);
  };
  const resume = (settings: object, take: TakeRequest, x = testContext()) => {
    const runner = containerRunner(makeConnections(world({ engine: podman.setting }), x, environment()));
    return runner.resume?.(containerConfig.parse({ engine: 'podman', ...settings }), take, x) ?? expect.unreachable();
  };
  const script = (text: string, container: object = {}, task: object = {}) => ({ file: definition({ image, command: [text], ...container }, task) });
  /** A folder with a podman that does this first. */
  const wrap = (first: string): string => {
    const bin = mkdtempSync(join(folder, 'engine-'));
    writeFileSync(join(bin, 'podman'), `#!/bin/sh\n${first}\nexec ${paths.podman} "$@"\n`, { mode: 0o755 });
    return bin;
  };
  const logOf = (take: TakeRequest) => readFileSync(take.logFile, 'utf8');
  const shows = (take: TakeRequest, text: string) => until(() => existsSync(take.logFile) && logOf(take).includes(text), 60_000, systemClock);

  it(
    'observes exit code, log, image and what is not proved',
    async () => {
      const take = request({ GIVEN: 'scenario', PATH: '/bin' });
      const x = testContext({ MY_SECRET: 'the secret' });
      const settings = {
        ...script(
          'echo "$IMAGE|$FROM|$GIVEN|$KEY"; echo problem >&2; exit 3',
          { environment: [{ name: 'FROM', value: 'definition' }], secrets: [{ name: 'OTHER', valueFrom: 'arn' }] },
          { cpu: '256', taskRoleArn: 'arn:aws:iam::1:role/x' },
        ),
        secrets: { KEY: 'MY_SECRET' },
      };
      const { outcome, log, facts, notes } = await start(settings, take, x);
      expect(outcome, logOf(take)).toEqual({ kind: 'exited', exitCode: 3 });
      expect(logOf(take).split('\n').toSorted().join('\n').trim()).toBe('image|definition|scenario|[secret]\nproblem');
      expect(log.complete).toBe(true);
      expect(facts).toMatchObject({
        proves: 'container only',
        'image.name': image,
        'image.id': expect.stringMatching(/[0-9a-f]{64}$/),
        'container.memory': '128 MiB',
        'container.cpus': '0.25',
        'container.unmapped': 'secrets OTHER of ECS; task role arn:aws:iam::1:role/x',
      });
      expect(notes?.map(({ id }) => id)).toEqual(['container.proves', 'container.unmapped']);
      expect(x.journalled.map(({ type, name }) => [type, name])).toEqual([
        ['container.intended', containerName(take)],
        ['container.started', containerName(take)],
      ]);
    },
    SLOW,
  );

  it.each([125, 126, 127, 137])(
    'takes exit code %d of a batch for what it is',
    async (code) => {
      expect((await start(script(`exit ${code}`), request())).outcome).toEqual({ kind: 'exited', exitCode: code });
    },
    SLOW,
  );

  it(
    'carries out entry point, user, folder, read-only root, limits and volumes',
    async () => {
      const take = request();
      const look = 'id -u; pwd; touch /x 2>/dev/null || echo read-only; touch /scratch/x && echo writable; ulimit -n';
      const settings = script(
        look,
        {
          entryPoint: ['/bin/busybox', 'sh', '-c'],
          user: '10001',
          workingDirectory: '/bin',
          readonlyRootFilesystem: true,
          mountPoints: [{ sourceVolume: 'scratch', containerPath: '/scratch' }],
          linuxParameters: { tmpfs: [{ containerPath: '/t', size: 1 }] },
        },
        { volumes: [{ name: 'scratch' }], memory: '64' },
      );
      const { outcome, facts } = await start(settings, take);
      expect(outcome.kind).toBe('exited');
      expect(logOf(take)).toMatch(/^10001\n\/bin\nread-only\nwritable\n1024\n/);
      expect(facts['container.memory']).toBe('64 MiB');
    },
    SLOW,
  );

  it(
    'loses no line of a long log',
    async () => {
      const take = request();
      expect((await start(script('seq 1 20000; sleep 2; seq 20001 40000; printf end'), take)).log.complete).toBe(true);
      expect(logOf(take)).toBe(`${Array.from({ length: 40_000 }, (_, at) => `${at + 1}\n`).join('')}end\n`);
    },
    SLOW,
  );

  it(
    'is not-started for an image or a program that is not there, with the words of the engine',
    async () => {
      const missing = await start({ file: definition({ image: 'localhost/twinrun-test/absent:1' }), pull: 'never' }, request());
      expect(missing.outcome).toMatchObject({
        kind: 'not-started',
        error: { code: 'container.refused', received: expect.stringContaining('absent') },
      });
      const nothing = await start(script('', { entryPoint: ['/nothing'] }), request());
      expect(nothing.outcome).toMatchObject({
        kind: 'not-started',
        error: { code: 'container.refused', received: expect.stringContaining('/nothing') },
      });
    },
    SLOW,
  );

  it(
    'stops on time-out, and kills what does not obey; and on cancel',
    async () => {
      const polite = request({}, 3_000);
      const trap = 'trap "echo bye; exit 0" TERM; echo up; while :; do sleep 0.1; done';
      expect((await start(script(trap, { stopTimeout: 20 }), polite)).outcome).toEqual({ kind: 'timed-out', afterMs: 3_000 });
      expect(logOf(polite)).toBe('up\nbye\n');
      const stubborn = request({}, 3_000);
      expect((await start(script('echo up; sleep 300', { stopTimeout: 1 }), stubborn)).outcome).toMatchObject({ kind: 'timed-out' });
      const x = testContext();
      const take = request();
      const running = start(script('echo up; sleep 300', { stopTimeout: 1 }), take, x);
      await shows(take, 'up');
      x.abort();
      expect((await running).outcome).toEqual({ kind: 'cancelled' });
    },
    SLOW,
  );

  it(
    'says that memory was lacking, and takes no exit 0 for a success then',
    async () => {
      const greedy = await start(script('x=1234567890; while :; do x="$x$x"; done', {}, { memory: '16' }), request());
      expect(greedy.outcome).toEqual({ kind: 'exited', exitCode: 137 });
      expect(greedy.notes?.[0]?.id).toMatch(/^container\.(killed|out-of-memory)$/);
      // An engine that noticed it although the batch itself went on to 0: podman's own answer, with that one word changed.
      const bin = wrap(`case " $* " in *OOMKilled*) ${paths.podman} "$@" | sed 's/|false|\\([^|]*\\)$/|true|\\1/'; exit ;; esac`);
      const quiet = await start(script('exit 0'), request(), testContext(), { PATH: `${bin}:${process.env.PATH}` });
      expect(quiet.outcome).toMatchObject({ kind: 'unknown', reason: { id: 'container.reason' } });
      expect(quiet.notes?.[0]?.id).toBe('container.out-of-memory');
    },
    SLOW,
  );

  it(
    'gives the exit code of a container that was killed from outside, and is unknown for one that was removed',
    async () => {
      const killed = request();
      const running = start(script('echo up; sleep 300'), killed);
      await shows(killed, 'up');
      podman.call('kill', containerName(killed));
      expect((await running).outcome).toEqual({ kind: 'exited', exitCode: 137 });
      const removed = request();
      const other = start(script('echo up; sleep 300'), removed);
      await shows(removed, 'up');
      podman.call('rm', '--force', '--time', '0', containerName(removed));
      expect((await other).outcome).toMatchObject({ kind: 'unknown', reason: { id: 'container.lost' } });
    },
    SLOW,
  );

  it(
    'is unknown when the engine is gone while the batch runs, and never says that nothing is left',
    async () => {
      const gone = join(folder, 'gone');
      const bin = wrap(`[ -e ${gone} ] && { echo "cannot connect" >&2; exit 125; }`);
      const take = request();
      const running = start(script('echo up; sleep 300'), take, testContext(), { PATH: `${bin}:${process.env.PATH}` });
      await shows(take, 'up');
      writeFileSync(gone, '');
      podman.call('kill', containerName(take));
      expect((await running).outcome).toMatchObject({ kind: 'unknown', reason: { id: 'container.still-there' } });
      podman.call('rm', '--force', containerName(take));
    },
    SLOW,
  );

  it(
    'refuses a second start of one take, and leaves the first alone',
    async () => {
      const take = request();
      const running = start(script('echo up; sleep 3; exit 4'), take);
      await shows(take, 'up');
      const second = await start(script('exit 0'), { ...take, logFile: `${take.logFile}.second` });
      expect(second.outcome).toMatchObject({ kind: 'not-started', error: { code: 'container.exists' } });
      expect((await running).outcome).toEqual({ kind: 'exited', exitCode: 4 });
    },
    SLOW,
  );

  it(
    'of a process that was killed is found again, with its whole log, and not started twice',
    async () => {
      const take = request();
      const settings = script('echo begun; sleep 4; echo ended; exit 6');
      const code = `
        const { makeConnections } = await import(${JSON.stringify(join(root, 'src/connections/connections.ts'))});
        const { containerRunner } = await import(${JSON.stringify(join(root, 'src/runners/container-runner.ts'))});
        const { containerConfig } = await import(${JSON.stringify(join(root, 'src/runners/container-config.ts'))});
        const { testContext } = await import(${JSON.stringify(join(root, 'src/testing/context.ts'))});
        const x = testContext();
        const runner = containerRunner(makeConnections(${JSON.stringify(world({ engine: podman.setting }))}, x, process.env));
        await runner.run(containerConfig.parse(${JSON.stringify({ engine: 'podman', ...settings })}), ${JSON.stringify(take)}, x);`;
      const loader = join(root, 'node_modules/tsx/dist/loader.mjs');
      const harness = spawn(process.execPath, ['--import', loader, '--input-type=module', '-e', code], { stdio: 'ignore', cwd: root });
      await shows(take, 'begun');
      harness.kill('SIGKILL');
      const later = again(take);
      const { outcome, log } = await resume(settings, later);
      expect(outcome).toEqual({ kind: 'exited', exitCode: 6 });
      expect([logOf(later), log.complete]).toEqual(['begun\nended\n', true]);
      const none = { ...again(take), logFile: `${take.logFile}.none` };
      expect((await resume(settings, none)).outcome).toMatchObject({ kind: 'unknown', reason: { id: 'container.not-found' } });
    },
    SLOW,
  );

  it(
    'takes its definition from ECS, and leaves no file with its environment behind',
    async () => {
      const aws = await startAwsStandIn();
      const containerDefinitions = [{ name: 'batch', image, command: ['echo "$GIVEN"; exit 5'] }];
      await aws.ecs.send(new RegisterTaskDefinitionCommand({ family: 'registered', memory: '64', containerDefinitions }));
      const temporary = temporaryFolder();
      vi.stubEnv('TMPDIR', temporary);
      const x = testContext({ ID: TEST_KEY.accessKeyId, KEY: TEST_KEY.secretAccessKey });
      const address = { region: TEST_REGION, endpoint: aws.endpoint, accessKeyIdSecret: 'ID', secretAccessKeySecret: 'KEY' };
      const connections = makeConnections(world({ aws: address, engine: podman.setting }), x, environment());
      const { outcome, facts } = await containerRunner(connections).run(
        containerConfig.parse({ taskDefinition: 'registered' }),
        request({ GIVEN: 'x' }),
        x,
      );
      await connections.close();
      await aws.close();
      expect(outcome).toEqual({ kind: 'exited', exitCode: 5 });
      expect(facts['task.definition']).toMatch(/:task-definition\/registered:1$/);
      vi.unstubAllEnvs();
      expect(readdirSync(temporary).filter((name) => name.startsWith('twinrun-container-'))).toEqual([]);
    },
    SLOW,
  );
});
