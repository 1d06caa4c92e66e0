import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CreateScheduleCommand, GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connections } from '../connections/connections.ts';
import { connectSsh, type SshConnection } from '../connections/ssh/ssh-connection.ts';
import { withoutCutover } from '../gate/drift.ts';
import { ActJournal } from '../handbook/act-journal.ts';
import type { CutoverRule } from '../model/cutover.ts';
import type { CutoverEntry } from '../model/ledger.ts';
import type { Scenario } from '../model/scenario.ts';
import type { StepKind } from '../model/step-kind.ts';
import { commandStep } from '../playbooks/command-step.ts';
import { cronStep } from '../playbooks/cron-step.ts';
import { schedulerStep } from '../playbooks/scheduler-step.ts';
import { processRunner } from '../runners/process-runner.ts';
import { sha256 } from '../runtime/hash.ts';
import { makeDiskStore } from '../store/disk-store.ts';
import { readLedger } from '../store/read-ledger.ts';
import { type AwsStandIn, startAwsStandIn } from '../testing/aws-stand-in.ts';
import { testContext } from '../testing/context.ts';
import { startOpenssh } from '../testing/openssh-server.ts';
import { sealPass } from '../testing/seal-pass.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { useTempFolder } from '../testing/temporary-folder.ts';
import { claimScriptStep } from './claim-script-step.ts';
import { conditionsStep } from './conditions-step.ts';
import { type Cutover, cutOver } from './cutover.ts';
import { knownCutovers } from './cutover-folder.ts';
import { planCutover } from './cutover-plan.ts';
import { gatherShown } from './greens.ts';
import { judge, truthOf } from './truth.ts';
import { truthNow } from './truth-now.ts';
import { twinrunStep } from './twinrun-step.ts';

/** Stands for the script that takes the claim: whether that works is told elsewhere. */
const CLAIM = '#!/bin/sh\necho "claimed $*"\n';
const REAL = { kind: 'real', hosts: {}, databases: {}, aws: {} } as const;
/** A name of this copy's own: where a script has gone elsewhere its words are all that is compared, and another copy of this test may run its own. */
const BATCH = `moved-${process.pid}/run.sh`;
const TABLE = `# jobs\n30 1 * * * ${BATCH} >> log 2>&1\n0 2 * * * other.sh\n`;

describeWithPrograms(['sshd'], 'a cutover, with a real crontab file behind a real sshd and schedules that really switch', ({ sshd = '' }) => {
  const temp = useTempFolder();
  const table = join(temp.path, 'table');
  let server: Awaited<ReturnType<typeof startOpenssh>>;
  let connection: SshConnection;
  let aws: AwsStandIn;

  beforeAll(async () => {
    server = await startOpenssh(sshd, join(temp.path, 'sshd'));
    connection = await connectSsh('batch', server.address, testContext());
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
  afterAll(async () => {
    connection.close();
    await server.stop();
    await aws.close();
  });

  /** A world in which nothing was switched yet. `own`: what stands for Twinrun's own commands; `release`: the step that delivers. */
  async function world(own = '/bin/true', release: { readonly doneWhen: boolean; readonly claimFolder?: string } = { doneWhen: true }) {
    const folder = temp.fresh();
    mkdirSync(folder, { recursive: true });
    writeFileSync(table, TABLE);
    const connections = { ssh: async () => connection, aws: () => aws } as unknown as Connections;
    const x = testContext();
    const [ran, delivered] = [join(folder, 'ran'), join(folder, 'delivered')];
    const shell = (text: string) => ({ kind: 'local', config: { command: ['/bin/sh', '-c', text], folder: '.', path: '/usr/bin:/bin' } });
    const rule: CutoverRule = {
      ...{
        greens: 1,
        lastPass: 86_400_000,
        apart: 60_000,
        cron: [{ host: 'batch', file: table, contains: BATCH }],
        schedules: [{ name: 'batch', group: 'default' }],
        ...(release.claimFolder === undefined ? {} : { claimFolder: release.claimFolder }),
      },
      first: {
        ...{ run: { id: 'first-run', repeat: 'safe', ...shell(`echo ran >> ${ran}`) }, environment: {}, judge: ['held'] },
        release: [
          {
            id: 'release',
            repeat: 'never',
            ...shell(`echo delivered >> ${delivered}`),
            ...(release.doneWhen ? { doneWhen: shell(`test -s ${delivered}`) } : {}),
          },
        ],
      },
    };
    const scenario = {
      ...{
        schema: 'twinrun.scenario/1',
        id: 'export',
        effects: {},
        cutover: rule,
        schedule: { cron: `0 0 1 ${((new Date().getUTCMonth() + 6) % 12) + 1} *`, zone: 'UTC' },
        rollback: { possible: true, decideBy: '06:00', verify: [] },
      },
      businessDate: { mode: 'clock', zone: 'UTC', offset: 0 },
      outputs: {},
      sides: {
        legacy: { runner: { kind: 'ssh', config: {} }, environment: {} },
        candidate: { runner: { kind: 'container', config: {} }, environment: {} },
      },
    } as unknown as Scenario;
    const store = makeDiskStore(folder, x);
    await sealPass(store, scenario);
    const loaded = { scenario, folder, file: '', hash: '', files: {} };
    const read = async () => ({
      shown: await gatherShown(loaded, rule, REAL, store),
      schedules: { unfit: [], places: [] },
      armed: { armed: true, drill: { at: '' }, until: '' } as never,
    });
    const steps = {
      ...{ cron: cronStep(connections), scheduler: schedulerStep(connections), local: commandStep('local', processRunner, connections) },
      ...{
        twinrun: twinrunStep({ command: [own], folder, environment: {} }),
        conditions: conditionsStep({ scenario, rule }, read),
        'claim-script': claimScriptStep(connections, () => CLAIM),
      },
    } as unknown as Readonly<Record<string, StepKind>>;
    const plan = planCutover(scenario, 'h'.repeat(64), { date: '2026-01-01', hosts: {} } as never, 'real', join(folder, 'twinrun.yaml'));
    const base: Cutover = {
      plan,
      registries: { steps, probes: {} },
      store,
      root: folder,
      goBack: false,
      approved: true,
      settlements: [],
      by: 'a test',
      tell: () => {},
    };
    const lines = (file: string) => {
      try {
        return readFileSync(file, 'utf8').trim().split('\n').length;
      } catch {
        return 0;
      }
    };
    return {
      steps,
      run: (change: Partial<Cutover> = {}) => cutOver({ ...base, ...change }, x),
      resume: async (change: Partial<Cutover> = {}) =>
        cutOver({ ...base, ...change, resume: (await knownCutovers(folder, 'export'))[0] as never }, x),
      entry: async () => (await readLedger(store)).at(-1)?.entry,
      begun: async () => (await knownCutovers(folder, 'export')).length > 0,
      delivered: () => lines(delivered),
      state: async () => ({
        schedule: (await aws.scheduler.send(new GetScheduleCommand({ Name: 'batch' }))).State,
        table: readFileSync(table, 'utf8'),
        truth: await truthOf(rule, connections, x.signal),
      }),
      truthNow: (later: number) => {
        const clock = { ...x.clock, now: () => new Date(x.clock.now().getTime() + later) };
        const question = { scenario, connections, root: folder, world: REAL };
        return truthNow({ ...question, registries: { effects: {} } }, { ...x, clock } as never);
      },
      reset: () => schedulerStep(connections).run({ name: 'batch', group: 'default', state: 'disabled' }, { timeoutMs: 9_000 } as never, x),
    };
  }

  it('switches both, judges, and delivers once', async () => {
    const at = await world();
    await at.reset();
    const result = await at.run();
    expect(result).toMatchObject({ status: 'done' });
    expect(at.delivered()).toBe(1);
    expect(await at.state()).toMatchObject({
      schedule: 'ENABLED',
      table: expect.stringContaining('#twinrun-off'),
      truth: { status: 'pass', text: expect.stringContaining('candidate side is on') },
    });
    // What was changed on purpose stands in the ledger, for whoever looks for drift.
    expect(await at.entry()).toMatchObject({
      status: 'pass',
      changes: [
        { side: 'legacy', fact: `crontab batch: ${BATCH}`, from: 'on', to: 'off' },
        { side: 'candidate', fact: 'schedule default/batch', from: 'disabled', to: 'enabled' },
      ],
    });
  });

  it('looks once more whether a fire is near where it goes on later, and switches nothing if one is', async () => {
    const at = await world();
    await at.reset();
    expect(await at.run({ until: 'still' })).toMatchObject({ status: 'stopped' });
    const near = { ...(at.steps.conditions as StepKind), run: async () => ({ status: 'failed', text: 'cron fires in 2 min' }) as const };
    const result = await at.resume({ registries: { steps: { ...at.steps, conditions: near }, probes: {} } });
    expect(result).toMatchObject({ status: 'no-go', back: [] });
    expect(result.acts.find(({ id }) => id === 'still')).toMatchObject({ status: 'failed', text: 'cron fires in 2 min' });
    expect(await at.state()).toMatchObject({ schedule: 'DISABLED', table: TABLE });
  });

  it('is no-go, and touches neither side, while the legacy batch runs', async () => {
    const at = await world();
    await at.reset();
    const home = join(temp.path, 'sshd');
    mkdirSync(dirname(join(home, BATCH)), { recursive: true });
    writeFileSync(join(home, BATCH), '#!/bin/sh\ncd /\nsleep 60\n', { mode: 0o755 });
    const running = spawn('/bin/sh', [BATCH], { cwd: home, detached: true, stdio: 'ignore' });
    try {
      await expect.poll(() => readlinkSync(`/proc/${running.pid}/cwd`)).toBe('/');
      const result = await at.run();
      expect(result).toMatchObject({ status: 'no-go', back: [] });
      expect(result.acts.find(({ id }) => id === 'cron-off-1')).toMatchObject({
        status: 'failed',
        text: expect.stringContaining(`pid ${running.pid}`),
      });
      expect(await at.state()).toMatchObject({ schedule: 'DISABLED', table: TABLE });
      expect(await at.entry()).toMatchObject({ status: 'fail', step: 'no-go', changes: [] });
    } finally {
      process.kill(-(running.pid ?? 0), 'SIGKILL');
    }
  });

  it('makes no drift at the gate of what it changed, and of nothing else', async () => {
    const at = await world();
    await at.reset();
    await at.run();
    const entry = (await at.entry()) as CutoverEntry;
    const made = entry.changes.map(({ from = '', ...change }) => ({ ...change, from }));
    const other = { side: 'candidate', fact: 'schedule default/batch', from: 'enabled', to: 'deleted' } as const;
    expect(made).toHaveLength(2);
    const before = new Date(Date.parse(entry.at) - 1).toISOString();
    expect(withoutCutover([...made, other], [entry], before, entry.at)).toEqual([other]);
    // What happened before or after it is not its own.
    expect(withoutCutover(made, [entry], entry.at, '9999')).toEqual(made);
  });

  it('is no-go, and switches nothing, where what comes before is red', async () => {
    const at = await world('/bin/false');
    await at.reset();
    expect(await at.run()).toMatchObject({ status: 'no-go', back: [] });
    expect(await at.state()).toMatchObject({ schedule: 'DISABLED', table: TABLE });
  });

  it('goes back by itself, byte by byte, where the first run is judged red, and delivers nothing', async () => {
    const at = await world();
    await at.reset();
    expect(await at.run({ until: 'first-run' })).toMatchObject({ status: 'stopped' });
    expect((await at.state()).schedule).toBe('ENABLED');
    const red = twinrunStep({ command: ['/bin/false'], folder: '/', environment: {} }) as unknown as StepKind;
    expect(await at.resume({ registries: { steps: { ...at.steps, twinrun: red }, probes: {} } })).toMatchObject({ status: 'gone-back' });
    expect(at.delivered()).toBe(0);
    expect(await at.entry()).toMatchObject({ step: 'gone-back', changes: [] });
    expect(await at.state()).toMatchObject({
      schedule: 'DISABLED',
      table: TABLE,
      truth: { status: 'pass', text: expect.stringContaining('legacy side is on') },
    });
  });

  it('puts the claim before the line, journalled, and takes it away again, byte by byte', async () => {
    const folder = join(temp.fresh(), 'claims');
    const script = `${folder}/twinrun-claim-export.sh`;
    const at = await world('/bin/true', { doneWhen: true, claimFolder: folder });
    await at.reset();
    expect(await at.run({ until: 'cron-claim-1' })).toMatchObject({ status: 'stopped' });
    expect([readFileSync(script, 'utf8'), statSync(script).mode & 0o777]).toEqual([CLAIM, 0o755]);
    const behind = TABLE.replace(BATCH, `/bin/sh ${script} ${BATCH}`);
    expect(await at.state()).toMatchObject({ table: behind, truth: { status: 'pass', text: expect.stringContaining('legacy side is on') } });
    expect(await at.resume()).toMatchObject({ status: 'done' });
    const { table: off } = await at.state();
    expect(off).toContain(`30 1 * * * /bin/sh ${script} ${BATCH}`);
    expect(await at.entry()).toMatchObject({
      changes: expect.arrayContaining([
        { side: 'legacy', fact: `file batch:${script}`, from: 'nothing', to: sha256(CLAIM) },
        { side: 'legacy', fact: `crontab batch: claim before ${BATCH}`, from: 'unclaimed', to: 'claimed' },
      ]),
    });
    expect(await at.resume({ goBack: true })).toMatchObject({ status: 'gone-back' });
    expect(await at.state()).toMatchObject({ schedule: 'DISABLED', table: TABLE });
  });

  it('calls neither side on red, but for the time in which a cutover is just switching', async () => {
    const at = await world();
    await at.reset();
    expect(await at.run({ until: 'cron-off-1' })).toMatchObject({ status: 'stopped' });
    const now = async (later: number) => (await at.truthNow(later)).status;
    expect([await now(0), await now(61_000)]).toEqual(['inconclusive', 'fail']);
    await at.resume();
    expect(await now(0)).toBe('pass');
    await at.reset();
    expect(await now(0)).toBe('fail');
  });

  describe.each([
    ['that can tell whether it delivered', true],
    ['that cannot', false],
  ])('a release %s', (_, doneWhen) => {
    it('delivers exactly once, or says that it is in doubt, wherever the process dies', async () => {
      for (let dies = 1; ; dies += 1) {
        const at = await world('/bin/true', { doneWhen });
        await at.reset();
        const write = ActJournal.prototype.write;
        let written = 0;
        ActJournal.prototype.write = async function (entry) {
          written += 1;
          // Dies after the line is on disk, and before anything else: what follows the last line is what a crash leaves in doubt.
          await write.call(this, entry);
          if (written === dies) throw new Error('killed');
        };
        const died = await at.run().then(
          () => false,
          () => true,
        );
        ActJournal.prototype.write = write;
        if (!died) break;
        if (!(await at.begun())) continue;
        const result = await at.resume();
        const { schedule, table: now, truth } = await at.state();
        if (result.status === 'blocked') {
          expect([doneWhen, result.next]).toEqual([false, expect.stringContaining('release')]);
          expect(at.delivered()).toBeLessThanOrEqual(1);
          // A person looks, says so, and it goes on from there.
          const as = at.delivered() === 1 ? 'done' : 'not-done';
          expect(await at.resume({ settlements: [{ act: 'release', as, reason: '' }] })).toMatchObject({ status: 'done' });
          expect(at.delivered()).toBe(1);
        } else {
          expect([dies, result.status, at.delivered()]).toEqual([dies, 'done', 1]);
          expect([schedule, truth.status]).toEqual(['ENABLED', 'pass']);
          expect(now).toContain('#twinrun-off');
        }
      }
    }, 120_000);
  });
});

it('judges the first run by its own day, whichever day it is by then', () => {
  const rule = { cron: [], schedules: [], first: { run: { id: 'run', kind: 'local', config: {} }, environment: {}, judge: ['held'], release: [] } };
  const side = { timeout: 1000, runner: { kind: 'ssh', config: {} } };
  const scenario = {
    ...{ id: 'export', cutover: rule, schedule: { cron: '30 1 * * *', zone: 'Asia/Tokyo' }, sides: { legacy: side, candidate: side } },
    businessDate: { mode: 'injected', variable: 'BUSINESS_DATE', zone: 'Asia/Tokyo', offset: -1 },
  } as unknown as Scenario;
  const plan = planCutover(scenario, 'h'.repeat(64), { date: '2026-03-30', hosts: {} } as never, 'real', '/w/twinrun.yaml');
  const judge = plan.acts.find(({ id }) => id === 'judge-1');
  expect(judge?.step.config).toMatchObject({ args: expect.arrayContaining(['rehearse', 'held', '--business-date', '2026-03-30']) });
});

describe('what starts the sides', () => {
  it.each([
    [['on'], ['off'], 'pass'],
    [['off'], ['on'], 'pass'],
    [['on'], ['on'], 'fail'],
    [['off'], ['off'], 'fail'],
    [['both'], ['on'], 'fail'],
    [['on', 'off'], ['off'], 'fail'],
    [['absent'], ['off'], 'fail'],
    [['unknown'], ['on'], 'inconclusive'],
  ] as const)('legacy %j, candidate %j: %s', (legacy, candidate, status) => {
    const starters = [
      ...legacy.map((state) => ({ side: 'legacy' as const, state })),
      ...candidate.map((state) => ({ side: 'candidate' as const, state })),
    ];
    expect(judge(starters.map((one) => ({ ...one, what: '', text: '' }))).status).toBe(status);
  });

  it.each([
    ['off', 'off', 'inconclusive'],
    ['on', 'on', 'fail'],
    ['both', 'off', 'fail'],
  ] as const)('while a cutover is switching, legacy %s and candidate %s: %s', (legacy, candidate, status) => {
    const starters = [{ side: 'legacy', state: legacy } as const, { side: 'candidate', state: candidate } as const];
    expect(
      judge(
        starters.map((one) => ({ ...one, what: '', text: '' })),
        { switching: 'c1 is switching' },
      ).status,
    ).toBe(status);
  });
});
