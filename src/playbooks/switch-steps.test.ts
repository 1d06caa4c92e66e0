import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CreateScheduleCommand, GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connections } from '../connections/connections.ts';
import { installFile } from '../connections/ssh/install-file.ts';
import { connectSsh, type SshConnection } from '../connections/ssh/ssh-connection.ts';
import type { StepRequest } from '../model/step-kind.ts';
import { generateKeyPair } from '../sandbox/ssh/key-pair.ts';
import { startSshServer } from '../sandbox/ssh/ssh-server.ts';
import { type AwsStandIn, startAwsStandIn } from '../testing/aws-stand-in.ts';
import { testContext } from '../testing/context.ts';
import { startOpenssh } from '../testing/openssh-server.ts';
import { until } from '../testing/processes.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { cronStep } from './cron-step.ts';
import { schedulerStep } from './scheduler-step.ts';

const legacy = { runner: { kind: 'process', config: {} }, schedule: { cron: '0 0 1 1 *', zone: 'UTC' } };
const request = { timeoutMs: 20_000, legacy } as StepRequest;

describeWithPrograms(['sshd'], 'the step that switches a line of cron, by a real sshd', ({ sshd = '' }) => {
  const folder = temporaryFolder();
  const file = join(folder, 'table');
  // The server gives it as HOME.
  const home = join(folder, 'sshd');
  // Where a script has gone elsewhere its words are all that is compared: those of another copy of this test must be others.
  const BATCH = `${basename(folder)}/run.sh`;
  const TABLE = `30 1 * * * ${BATCH}\n0 2 * * * other.sh`;
  let server: Awaited<ReturnType<typeof startOpenssh>>;
  let connection: SshConnection;
  const step = cronStep({ ssh: async () => connection } as unknown as Connections);
  const run = (state: 'on' | 'off', contains = BATCH) => step.run({ host: 'batch', file, contains, state }, request, testContext());

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    server = await startOpenssh(sshd, join(folder, 'sshd'));
    connection = await connectSsh('batch', server.address, testContext());
  });
  beforeEach(() => writeFileSync(file, TABLE));
  afterAll(async () => {
    connection.close();
    await server.stop();
  });

  it('switches off and on, twice leaves the same, and the table comes back byte by byte', async () => {
    expect(await run('off')).toMatchObject({ status: 'ok', text: expect.stringContaining('line 1 is off') });
    expect(await run('off')).toMatchObject({ status: 'ok', text: 'it is off already' });
    expect(await run('off')).toMatchObject({ changes: [{ side: 'legacy', fact: `crontab batch: ${BATCH}`, to: 'off' }] });
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^#twinrun-off \\w+ 30 1 \\* \\* \\* ${BATCH}\\n0 2`));
    expect(await run('on')).toMatchObject({ status: 'ok' });
    expect(readFileSync(file, 'utf8')).toBe(TABLE);
  });

  it('fails, and writes nothing, where the line is not there or was brought back', async () => {
    expect(await run('off', 'nobody.sh')).toMatchObject({ status: 'failed' });
    expect(await run('off')).toMatchObject({ status: 'ok', changes: [{ from: 'on', to: 'off' }] });
    const both = `${readFileSync(file, 'utf8')}\n30 1 * * * ${BATCH}\n`;
    writeFileSync(file, both);
    expect(await run('off')).toMatchObject({ status: 'failed', text: expect.stringContaining('brought it back') });
    expect(readFileSync(file, 'utf8')).toBe(both);
  });

  /** Runs what the line of cron runs, as cron would: from the home of the host, by a relative name. It is under way when this returns. */
  async function batch(seconds: number): Promise<ChildProcess> {
    const [script, began] = [join(home, BATCH), join(home, 'began')];
    mkdirSync(dirname(script), { recursive: true });
    rmSync(began, { force: true });
    writeFileSync(script, `#!/bin/sh\ntouch ${began}\ncd /\nsleep ${seconds}; exit 0\n`, { mode: 0o755 });
    const running = spawn('/bin/sh', ['-c', `${BATCH} >> log 2>&1; exit $?`], { cwd: home, detached: true, stdio: 'ignore' });
    await until(() => existsSync(began), 30_000, testContext().clock);
    return running;
  }

  it('is refused while the batch runs, saying which process since when, and nothing is written', async () => {
    const running = await batch(60);
    try {
      expect(await run('off')).toMatchObject({ status: 'failed', started: false });
      const { text } = await run('off');
      expect(text).toMatch(new RegExp(`${BATCH} runs on batch \\(pid \\d+, since \\d{4}-.*Z: .*${BATCH}\\): nothing was switched`));
      expect(readFileSync(file, 'utf8')).toBe(TABLE);
    } finally {
      process.kill(-(running.pid ?? 0), 'SIGKILL');
    }
    await expect.poll(() => run('off'), { timeout: 60_000 }).toMatchObject({ status: 'ok' });
  });

  it('looks again after the switch, and waits for a run that began at the last moment, or says that it has not ended', async () => {
    let running: ChildProcess | undefined;
    // Cron starts it after the look, while the table is written.
    const late = (seconds: number, timeoutMs: number) => {
      const exec: SshConnection['exec'] = async (command) => {
        if (command.includes('swap ')) {
          running = await batch(seconds);
        }
        return await connection.exec(command);
      };
      const racing = new Proxy(connection, { get: (of, name) => (name === 'exec' ? exec : Reflect.get(of, name)) });
      const racingStep = cronStep({ ssh: async () => racing } as unknown as Connections);
      return racingStep.run({ host: 'batch', file, contains: BATCH, state: 'off' }, { ...request, timeoutMs }, testContext());
    };
    const began = performance.now();
    expect(await late(2, 20_000)).toMatchObject({ status: 'ok' });
    expect(performance.now() - began).toBeGreaterThan(1_500);
    expect(await run('on')).toMatchObject({ status: 'ok' });
    try {
      expect(await late(60, 500)).toMatchObject({ status: 'failed', text: expect.stringMatching(/has not ended in time: .*pid \d+/) });
      // It is off: who goes back must know.
      expect(readFileSync(file, 'utf8')).toContain('#twinrun-off');
    } finally {
      process.kill(-(running?.pid ?? 0), 'SIGKILL');
    }
  });
});

describe("the step that puts the claim before a line of cron, on the sandbox's host", () => {
  it('and one that switches the line, leave it byte by byte as it was; the script is there whole', async () => {
    const root = temporaryFolder();
    const [home, table] = [join(root, 'home/export'), join(root, 'var/spool/cron/crontabs/export')];
    for (const folder of [home, join(table, '..')]) mkdirSync(folder, { recursive: true });
    const key = generateKeyPair();
    const environment = { PATH: '/usr/bin:/bin', TWINRUN_SANDBOX: '1' };
    const host = await startSshServer({
      hostKey: generateKeyPair().privateKey,
      users: [{ name: 'export', publicKey: key.publicKey, root, home: '/home/export', exec: { environment } }],
    });
    const identityFile = join(root, 'id');
    writeFileSync(identityFile, key.privateKey, { mode: 0o600 });
    const known = join(root, 'known_hosts');
    writeFileSync(known, `[127.0.0.1]:${host.port} ${host.publicKey}\n`);
    const address = { address: '127.0.0.1', port: host.port, user: 'export', knownHosts: [known], identityFiles: [identityFile] };
    const connection = await connectSsh('batch', address, testContext());
    try {
      const before = 'SHELL=/bin/sh\n30 1 * * * A=1 client-export/run.sh day%s >> log 2>&1';
      writeFileSync(table, before, { mode: 0o600 });
      const claim = '#!/bin/sh\nexec "$@"\n';
      await installFile(connection, 'bin/twinrun-claim-x.sh', claim);
      expect(readFileSync(join(home, 'bin/twinrun-claim-x.sh'), 'utf8')).toBe(claim);
      const step = cronStep({ ssh: async () => connection } as unknown as Connections);
      const leave = async (state: 'on' | 'off' | 'claimed' | 'unclaimed') => {
        const script = state === 'claimed' || state === 'unclaimed' ? { script: 'bin/twinrun-claim-x.sh' } : {};
        const { status } = await step.run({ host: 'batch', contains: 'client-export/run.sh', state, ...script }, request, testContext());
        return [status, readFileSync(table, 'utf8')];
      };
      const behind = before.replace('client-export', '/bin/sh bin/twinrun-claim-x.sh client-export');
      expect([await leave('claimed'), await leave('claimed')]).toEqual([
        ['ok', behind],
        ['ok', behind],
      ]);
      expect(await leave('off')).toEqual(['ok', expect.stringMatching(/\n#twinrun-off \w+ 30 1 \* \* \* A=1 \/bin\/sh bin/)]);
      expect([await leave('on'), await leave('unclaimed'), await leave('unclaimed')]).toEqual([
        ['ok', behind],
        ['ok', before],
        ['ok', before],
      ]);
      expect(statSync(table).mode & 0o777).toBe(0o600);
    } finally {
      connection.close();
      await host.close();
    }
  });
});

describe('the step that switches a schedule', () => {
  let aws: AwsStandIn;
  beforeAll(async () => {
    aws = await startAwsStandIn();
    const Target = { Arn: 'arn:cluster', RoleArn: 'arn:role', EcsParameters: { TaskDefinitionArn: 'arn:td' } };
    const schedule = {
      Name: 'batch',
      ScheduleExpression: 'cron(0 0 1 1 ? 2099)',
      State: 'DISABLED' as const,
      FlexibleTimeWindow: { Mode: 'OFF' as const },
      Target,
    };
    await aws.scheduler.send(new CreateScheduleCommand(schedule));
  });
  afterAll(() => aws.close());

  it('enables and disables; what is not there fails; of what nobody answers it is not known', async () => {
    const step = schedulerStep({ aws: () => aws } as unknown as Connections);
    const run = (name: string, state: 'enabled' | 'disabled') => step.run({ name, group: 'default', state }, request, testContext());
    const now = async () => (await aws.scheduler.send(new GetScheduleCommand({ Name: 'batch' }))).State;
    expect(await run('batch', 'enabled')).toMatchObject({ status: 'ok', text: 'it is enabled now' });
    expect(await now()).toBe('ENABLED');
    expect(await run('batch', 'enabled')).toMatchObject({ status: 'ok', text: 'it is enabled already' });
    expect(await run('batch', 'disabled')).toMatchObject({ status: 'ok' });
    expect(await now()).toBe('DISABLED');
    expect(await run('nobody', 'enabled')).toMatchObject({ status: 'failed' });
    const silent = schedulerStep({
      aws: () => ({ scheduler: { send: () => Promise.reject(new Error('connection reset')) } }),
    } as unknown as Connections);
    expect(await silent.run({ name: 'batch', group: 'default', state: 'enabled' }, request, testContext())).toMatchObject({ status: 'unknown' });
  });
});
