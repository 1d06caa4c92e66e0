import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RollbackResult } from '../handbook/rollback-result.ts';
import { makeRegistries } from '../kinds.ts';
import { systemClock } from '../runtime/clock.ts';
import { cutsOf } from '../testing/cut-network.ts';
import { type CutWorld, startCutWorld } from '../testing/cut-world.ts';
import { runHere } from '../testing/in-process-cli.ts';
import { QUIET_ZONE } from '../testing/quiet-zone.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { useTempFolder } from '../testing/temporary-folder.ts';

describeWithPrograms(['sshd'], 'a whole rollback over a network that breaks', ({ sshd = '' }) => {
  const temp = useTempFolder();
  const home = join(temp.path, 'host');
  const at = (...names: string[]) => join(home, ...names);
  let cut: CutWorld;

  beforeAll(async () => {
    cut = await startCutWorld(sshd, temp.path);
    for (const name of ['inbox', 'backup']) mkdirSync(at(name));
    await cut.database.sql('CREATE TABLE delivered (client text, day text)');
    // Not idempotent for whoever counts its deliveries, in a file and in a table; the partner's file is replaced whole.
    cut.script(
      'export.sh',
      `psql -Xq -v ON_ERROR_STOP=1 -c "INSERT INTO delivered VALUES ('a', '$BUSINESS_DATE')" || exit 8; cd ${home}; f=clients_$BUSINESS_DATE.csv; printf 'id\\n1\\n' > backup/$f; cp backup/$f inbox/.$f.part && mv inbox/.$f.part inbox/$f && echo delivered >> deliveries`,
    );
    writeFileSync(at('table'), `30 1 * * * ${at('export.sh')}`);
  });
  afterAll(() => cut.close());

  /** A workspace in which the candidate is on, and delivered nothing. */
  async function fresh(repeat: string) {
    const workspace = temp.fresh();
    const folder = join(workspace, 'scenarios/nightly');
    mkdirSync(folder, { recursive: true });
    for (const left of [...readdirSync(at('inbox')).map((name) => at('inbox', name)), at('deliveries')]) rmSync(left, { force: true });
    await cut.database.sql('TRUNCATE delivered');
    cut.network.mend();
    await cut.enable();
    const { batch, aws } = { batch: cut.world.hosts.batch, aws: cut.world.aws };
    const { address, port, user, hostKey, identityFiles } = batch;
    const host = `{ ssh: ${JSON.stringify({ address, port, user, hostKey, identityFile: identityFiles?.[0] })} }`;
    writeFileSync(
      join(workspace, 'twinrun.yaml'),
      `schema: twinrun.workspace/1\nhosts: { batch: ${host}, partner: ${host} }\naws: ${JSON.stringify(aws)}\n`,
    );
    const side = `{ timeout: 20s, runner: { ssh: { host: batch, command: [${at('export.sh')}] } } }`;
    writeFileSync(
      join(folder, 'scenario.yaml'),
      `schema: twinrun.scenario/1
id: nightly
purpose: { what: a table, why: a test, owner: data team, neededUntil: open }
schedule: { cron: "30 1 * * *", zone: ${QUIET_ZONE} }
businessDate: { zone: ${QUIET_ZONE}, offset: -1d, mode: injected }
idempotent: true
rerun: { legacy: { mode: safe, reason: a test }, candidate: { mode: safe, reason: a test } }
effects: { partner-file: { kind: sftp, target: { host: partner, path: "${at('inbox')}" }, legacy: { fence: { X: x } }, candidate: { fence: { X: x } } } }
sides: { legacy: ${side}, candidate: ${side} }
outputs:
  backup: { format: { csv: { key: [id] } }, legacy: { sftp: { quiet: 1ms, whileOpen: true, host: batch, path: "${at('backup')}/clients_{{date}}.csv" } }, candidate: { sftp: { quiet: 1ms, whileOpen: true, host: batch, path: "${at('candidate')}/clients_{{date}}.csv" } } }
checks: [{ exit-code: {} }, { keyed-rows: { output: backup } }, { freshness: { output: backup } }]
allowances: []
impact: { who: nobody, what: nothing, urgency: 1d, onCall: team, owner: team, partnerContact: none }
rollback:
  possible: true
  decideBy: "01:29"
  triggers: [{ verdict: fail }]
  steps: [{ scheduler: { name: batch, state: disabled } }, { rerun: legacy, repeat: ${repeat} }]
  verify: [{ fresh: { output: backup } }, { delivered-once: { effect: partner-file, name: "clients_{{date}}.csv", same: backup } }]
  places: { backup: { sftp: { quiet: 1ms, whileOpen: true, host: batch, path: "${at('backup')}/clients_{{date}}.csv" } } }
`,
    );
    // Nobody needs to wait for a network that a test mends.
    const clock = { ...systemClock, sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(Math.min(ms, 30), signal) };
    const call = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await runHere(workspace, ['rollback', 'nightly', '--json', ...args], undefined, undefined, {
        ...{ clock, environment: { ...process.env, ...cut.secrets } },
        registries: async (connections) => makeRegistries(cut.network.counted(connections)),
      });
      return { code, stderr, ...(JSON.parse(stdout) as RollbackResult & { readonly hash?: string }) };
    };
    const planned = await call('--plan');
    if (planned.code !== 0) throw new Error(JSON.stringify(planned));
    const { hash = '' } = planned;
    return { call, approve: ['--approve', hash] };
  }

  const look = async () => ({
    inbox: readdirSync(at('inbox')).length,
    database: await cut.database.dump(),
    deliveries: existsSync(at('deliveries')) ? readFileSync(at('deliveries'), 'utf8').trim().split('\n').length : 0,
    schedule: await cut.schedule(),
    table: readFileSync(at('table'), 'utf8'),
    script: readFileSync(at('export.sh'), 'utf8'),
  });

  it('delivers once, or says what is in doubt, wherever it breaks, before or after the effect of a call', async () => {
    const whole = await fresh('never');
    cut.network.breakAt(0, 'before');
    expect(await whole.call(...whole.approve)).toMatchObject({ code: 0, status: 'pass' });
    const back = await look();
    const [file = ''] = readdirSync(at('inbox'));
    const loaded = { delivered: [`(a,${file.slice('clients_'.length, -'.csv'.length)})`] };
    expect(back).toMatchObject({ inbox: 1, database: loaded, deliveries: 1, schedule: 'DISABLED' });
    const cuts = cutsOf(cut.network.calls, /exec exec sh -c 'g=|Update/);
    expect(cuts.length).toBeGreaterThan(8);
    let doubts = 0;
    for (const { nth, cut: when, call: what } of cuts) {
      const call = `${when} ${nth}: ${what}`;
      const one = await fresh('never');
      cut.network.breakAt(nth, when);
      let result = await one.call(...one.approve);
      expect([call, cut.network.broken]).toEqual([call, true]);
      expect(result.code, call).not.toBe(0);
      cut.network.mend();
      for (let passes = 0; result.code !== 0; passes += 1) {
        expect(passes, `${call}: ${result.next} ${result.stderr}`).toBeLessThan(4);
        const doubt = result.acts?.find(({ status }) => status === 'in-doubt')?.id;
        if (doubt === 'rerun') doubts += 1;
        // A person looks at the partner's inbox, and says so.
        const as = existsSync(at('deliveries')) ? 'done' : 'not-done';
        const said = doubt === 'rerun' ? ['--settle', `rerun=${as}`] : [];
        result = await one.call('--resume', ...one.approve, ...said);
      }
      expect([call, await look()]).toEqual([call, back]);
    }
    expect(doubts).toBeGreaterThan(0);
  }, 180_000);
});
