import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeConnections } from '../connections/connections.ts';
import { makeRegistries } from '../kinds.ts';
import type { CutoverRule } from '../model/cutover.ts';
import type { Scenario } from '../model/scenario.ts';
import type { StepKind } from '../model/step-kind.ts';
import { systemClock } from '../runtime/clock.ts';
import { makeDiskStore } from '../store/disk-store.ts';
import { TEST_KEY } from '../testing/aws-clients.ts';
import { testContext } from '../testing/context.ts';
import { cutsOf } from '../testing/cut-network.ts';
import { type CutWorld, startCutWorld } from '../testing/cut-world.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { useTempFolder } from '../testing/temporary-folder.ts';
import { claimScriptStep } from './claim-script-step.ts';
import { type Cutover, cutOver } from './cutover.ts';
import { knownCutovers } from './cutover-folder.ts';
import { planCutover } from './cutover-plan.ts';
import type { CutoverResult } from './cutover-result.ts';
import { truthNow } from './truth-now.ts';
import { twinrunStep } from './twinrun-step.ts';

const CLAIM = '#!/bin/sh\nexec "$@"\n';
const FILE = 'clients_2026-03-30.csv';

describeWithPrograms(['sshd'], 'a whole cutover over a network that breaks', ({ sshd = '' }) => {
  const temp = useTempFolder();
  const home = join(temp.path, 'host');
  const at = (...names: string[]) => join(home, ...names);
  const script = at('bin', 'twinrun-claim-export.sh');
  const table = `# jobs\n30 1 * * * A=1 ${at('export.sh')} >> log 2>&1\n0 2 * * * other.sh`;
  const claimed = table.replace(at('export.sh'), `/bin/sh ${script} ${at('export.sh')}`);
  let cut: CutWorld;
  let connections: ReturnType<typeof makeConnections>;
  // Nobody needs to wait for a network that a test mends.
  const clock = { ...systemClock, sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(Math.min(ms, 30), signal) };
  const x = { ...testContext({ ID: TEST_KEY.accessKeyId, KEY: TEST_KEY.secretAccessKey }), clock };

  beforeAll(async () => {
    cut = await startCutWorld(sshd, temp.path);
    // It fills its table anew, then delivers under another name first, and renames.
    const psql = 'psql -Xq -v ON_ERROR_STOP=1';
    await cut.database.sql('CREATE TABLE held (client text); CREATE TABLE delivered (client text, day date)');
    cut.script(
      'export.sh',
      `${psql} -1 -c 'DELETE FROM held' -c "INSERT INTO held VALUES ('a'), ('b')" || exit 8
cd ${home}/$PARTNER_DIR || exit 9; echo id > .${FILE}.part && mv .${FILE}.part ${FILE}`,
    );
    // What is released twice stands in the table twice.
    cut.script(
      'release.sh',
      `mv ${at('hold', FILE)} ${at('inbox', FILE)} && ${psql} -c "INSERT INTO delivered SELECT client, '2026-03-30' FROM held" && echo released >> ${at('releases')}`,
    );
    connections = makeConnections(cut.world, x);
  });
  afterAll(async () => {
    await connections.close();
    await cut.close();
  });

  const step = (name: string) => ({ kind: 'ssh', config: { host: 'batch', command: [at(name)] } });
  const rule: CutoverRule = {
    ...{ greens: 1, lastPass: 86_400_000, apart: 60_000, claimFolder: at('bin') },
    cron: [{ host: 'batch', file: at('table'), contains: '/export.sh' }],
    schedules: [{ name: 'batch', group: 'default' }],
    first: {
      ...{ run: { id: 'first-run', repeat: 'safe', ...step('export.sh') }, environment: { PARTNER_DIR: 'hold' }, judge: ['held'] },
      // It cannot tell whether it was done: a person must.
      release: [{ id: 'release', repeat: 'never', ...step('release.sh') }],
    },
  };
  const scenario = {
    ...{ id: 'export', cutover: rule, schedule: { cron: '30 1 31 3 *', zone: 'UTC' }, businessDate: { mode: 'clock', zone: 'UTC', offset: -1 } },
    effects: { partner: { kind: 'sftp', target: { host: 'partner', path: at('inbox') }, sides: {} } },
    rollback: { possible: true, decideBy: '01:00', verify: [{ id: 'once', kind: 'delivered-once', config: { effect: 'partner', name: FILE } }] },
    sides: { legacy: { timeout: 20_000, runner: { kind: 'ssh', config: { host: 'batch', command: [at('export.sh')] } } } },
    impact: { partnerContact: 'the desk' },
  } as unknown as Scenario;

  /** A world in which nothing was switched yet, and what one can do in it. */
  async function fresh() {
    const folder = temp.fresh();
    for (const name of ['inbox', 'hold']) mkdirSync(at(name), { recursive: true });
    for (const left of [at('inbox', FILE), at('hold', FILE), at('releases'), script]) rmSync(left, { force: true });
    writeFileSync(at('table'), table);
    await cut.database.sql('TRUNCATE held, delivered');
    cut.network.mend();
    const counted = cut.network.counted(connections);
    const registries = makeRegistries(counted);
    const own = twinrunStep({ command: ['/bin/true'], folder, environment: {} });
    const met: StepKind = { ...own, kind: 'conditions', config: undefined as never, run: async () => ({ status: 'ok', text: 'met' }) } as never;
    const steps = {
      ...registries.steps,
      twinrun: own,
      conditions: met,
      'claim-script': claimScriptStep(counted, () => CLAIM),
    } as unknown as Readonly<Record<string, StepKind>>;
    await cut.disable();
    const plan = planCutover(scenario, 'h'.repeat(64), { date: '2026-03-30', hosts: {} } as never, 'real', join(folder, 'twinrun.yaml'));
    const base: Cutover = {
      ...{ plan, registries: { steps, probes: {} }, store: makeDiskStore(folder, x), root: folder, goBack: false, approved: true },
      ...{ settlements: [], by: 'a test', tell: () => {} },
    };
    return {
      run: () => cutOver(base, x),
      resume: async (change: Partial<Cutover> = {}): Promise<CutoverResult> => {
        const [last] = await knownCutovers(folder, 'export');
        return await cutOver({ ...base, ...change, ...(last === undefined ? {} : { resume: last }) }, x);
      },
      look: async () => ({
        inbox: readdirSync(at('inbox')),
        database: await cut.database.dump(),
        released: existsSync(at('releases')) ? readFileSync(at('releases'), 'utf8').trim().split('\n').length : 0,
        table: readFileSync(at('table'), 'utf8').replace(/#twinrun-off \w+ /, '#twinrun-off '),
        schedule: await cut.schedule(),
        scripts: ['export.sh', 'release.sh'].map((name) => readFileSync(at(name), 'utf8')),
        truth: (await truthNow({ scenario, world: cut.world, connections, registries: makeRegistries(connections), root: folder }, x as never))
          .status,
      }),
    };
  }

  const scripts = () => ['export.sh', 'release.sh'].map((name) => readFileSync(at(name), 'utf8'));
  const expected = {
    done: () => ({
      inbox: [FILE],
      database: { delivered: ['(a,2026-03-30)', '(b,2026-03-30)'], held: ['(a)', '(b)'] },
      released: 1,
      table: claimed.replace('30 1', '#twinrun-off 30 1'),
      schedule: 'ENABLED',
      scripts: scripts(),
      truth: 'pass',
    }),
    // What was held stays for a person to look at, if it came so far.
    'gone-back': () => ({
      inbox: [],
      database: { delivered: [], held: expect.any(Array) },
      released: 0,
      table,
      schedule: 'DISABLED',
      scripts: scripts(),
      truth: 'fail',
    }),
    'no-go': () => ({
      inbox: [],
      database: { delivered: [], held: [] },
      released: 0,
      table,
      schedule: 'DISABLED',
      scripts: scripts(),
      truth: 'fail',
    }),
  };

  it('delivers once, or says what is in doubt, wherever it breaks, before or after the effect of a call', async () => {
    const whole = await fresh();
    cut.network.breakAt(0, 'before');
    expect(await whole.run()).toMatchObject({ status: 'done' });
    expect(await whole.look()).toEqual(expected.done());
    const cuts = cutsOf(cut.network.calls.slice(0, -1), /exec (?:swap |sum < |exec sh -c 'g=)|Update/);
    expect(cuts.length).toBeGreaterThan(25);
    const ends = new Map<string, number>();
    for (const { nth, cut: when, call: what } of cuts) {
      const call = `${when} ${nth}: ${what}`;
      const one = await fresh();
      cut.network.breakAt(nth, when);
      let result = await one.run();
      expect([call, cut.network.broken]).toEqual([call, true]);
      cut.network.mend();
      for (let passes = 0; result.status === 'blocked'; passes += 1) {
        expect(passes, `${call}: ${result.next}`).toBeLessThan(4);
        const doubt = result.acts.find(({ status }) => status === 'in-doubt')?.id;
        expect(result.next, call).toContain(doubt ?? 'Going back did not come to its end');
        // A person looks at the partner's inbox, and says so.
        const as = existsSync(at('inbox', FILE)) ? 'done' : 'not-done';
        result = await one.resume(doubt === 'release' ? { settlements: [{ act: 'release', as, reason: '' }] } : {});
      }
      ends.set(result.status, (ends.get(result.status) ?? 0) + 1);
      expect(Object.keys(expected), call).toContain(result.status);
      expect(await one.look(), call).toEqual(expected[result.status as keyof typeof expected]());
    }
    // Each way to end was met.
    expect([...ends.keys()].sort()).toEqual(['done', 'gone-back', 'no-go']);
  }, 240_000);
});
