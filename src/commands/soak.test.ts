import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateClusterCommand } from '@aws-sdk/client-ecs';
import { CreateScheduleCommand } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { switchOff } from '../connections/crontab/crontab-text.ts';
import { TEST_KEY, TEST_REGION } from '../testing/aws-clients.ts';
import { type AwsStandIn, startAwsStandIn } from '../testing/aws-stand-in.ts';
import { startCli } from '../testing/cli.ts';
import { runHere } from '../testing/in-process-cli.ts';
import { type OpensshServer, startOpenssh } from '../testing/openssh-server.ts';
import { registerScript, startAsScheduled } from '../testing/stand-in-task.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const MINUTE = 60_000;
/** Half an hour ago, on a whole minute; its deadline was 20 minutes ago. */
const due = new Date(Math.floor((Date.now() - 30 * MINUTE) / MINUTE) * MINUTE);
const day = due.toISOString().slice(0, 10);
const LINE = '30 1 * * * export/run.sh >> log 2>&1\n';

describeWithPrograms(['sshd', 'ssh-keygen'], 'twinrun soak, with a real crontab behind a real sshd and a schedule', ({ sshd = '' }) => {
  const folder = temporaryFolder();
  const at = join(folder, 'scenarios', 'export');
  const table = join(folder, 'table');
  let server: OpensshServer;
  let aws: AwsStandIn;
  beforeAll(async () => {
    server = await startOpenssh(sshd, join(folder, 'sshd'));
    aws = await startAwsStandIn();
    vi.stubEnv('SOAK_ID', TEST_KEY.accessKeyId);
    vi.stubEnv('SOAK_KEY', TEST_KEY.secretAccessKey);
    const Target = { Arn: 'arn:cluster', RoleArn: 'arn:role', EcsParameters: { TaskDefinitionArn: 'arn:td' } };
    const schedule = {
      Name: 'export',
      ScheduleExpression: 'cron(0 0 1 1 ? 2099)',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target,
    } as const;
    await aws.scheduler.send(new CreateScheduleCommand(schedule));
    const { address, port, user, hostKey, identityFiles } = server.address;
    writeFileSync(
      join(folder, 'twinrun.yaml'),
      stringify({
        schema: 'twinrun.workspace/1',
        hosts: { batch: { ssh: { address, port, user, hostKey, identityFile: identityFiles?.[0] } } },
        databases: {},
        aws: { region: TEST_REGION, endpoint: aws.endpoint, accessKeyIdSecret: 'SOAK_ID', secretAccessKeySecret: 'SOAK_KEY' },
      }),
    );
    mkdirSync(at, { recursive: true });
    writeScenario('alone');
    writeFileSync(table, switchOff(LINE, 'export/run.sh', 'a1').text);
    writeFileSync(join(folder, `${day}.csv`), 'id,v\n1,a\n2,b\n');
    const done = new Date(due.getTime() + 5 * MINUTE);
    utimesSync(join(folder, `${day}.csv`), done, done);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server.stop();
    await aws.close();
  });

  function writeScenario(mode: string, rerun = 'never'): void {
    const file = `{ file: { path: "${folder}/{{date}}.csv" } }`;
    writeFileSync(
      join(at, 'scenario.yaml'),
      `schema: twinrun.scenario/1
id: export
purpose: { what: a table, why: a test, owner: data team, neededUntil: open }
schedule: { cron: "${due.getUTCMinutes()} ${due.getUTCHours()} * * *", zone: UTC }
businessDate: { zone: UTC, offset: 0d, mode: injected }
idempotent: true
rerun: { legacy: { mode: ${rerun}, reason: it sends mail }, candidate: { mode: safe, reason: writes only its own file } }
effects: {}
sides:
  legacy: { timeout: 20s, runner: { observe: ${file} } }
  candidate: { timeout: 20s, runner: { process: { command: [/bin/false] } } }
outputs: { table: { format: { csv: { key: [id] } }, legacy: { file: { quiet: 1ms, path: "${folder}/legacy.csv" } }, candidate: { file: { quiet: 1ms, path: "${folder}/rehearsed.csv" } } } }
checks: [{ freshness: { output: table } }, { keyed-rows: { output: table } }]
impact: { who: nobody, what: nothing, urgency: 1d, onCall: team, owner: team, partnerContact: none }
rollback: { possible: false, reason: a test }
cutover:
  cron: [{ host: batch, file: ${table}, contains: export/run.sh }]
  schedules: [{ name: export }]
  first: { run: { manual: run it }, environment: {}, judge: [export], release: [{ manual: release it }] }
soak:
  mode: ${mode}
  deadline: 10m
  runs: 1
  days: 1
  runner: { observe: { file: { path: "${folder}/{{date}}.csv" }, doneWhen: { quiet: 500ms } } }
  places: { table: ${file.replace('{ path', '{ quiet: 1ms, path')} }
  expect: { table: { rows: { from: 1, to: 10 }, columns: [id, v] } }
`,
    );
  }

  it('refuses a shadow of what must not be started again', async () => {
    writeScenario('shadow');
    const { code, stderr } = await runHere(folder, ['soak', 'export']);
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('legacy must not be started beside the candidate') });
    writeScenario('alone');
  });

  it('judges once, says that nothing was compared, and is done', async () => {
    expect(await runHere(folder, ['soak', 'export', '--status'])).toMatchObject({ code: 2, stdout: expect.stringContaining('It has not begun') });
    const first = await runHere(folder, ['soak', 'export']);
    expect(first.code, first.stdout + first.stderr).toBe(0);
    expect(first.stdout).toContain('PASS, alone: not compared with legacy');
    expect(first.stdout).not.toMatch(/both sides|parity/i);
    const again = await runHere(folder, ['soak', 'export', '--json']);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({
      schema: 'twinrun.soak/1',
      fires: [{ kind: 'already-judged' }],
      standing: { greens: 1, compared: 0, done: true },
    });
    const status = await runHere(folder, ['soak', 'export', '--status', '--json']);
    expect(status.code).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({ schema: 'twinrun.soak-status/1', status: 'pass', standing: { done: true } });
    const ledger = await runHere(folder, ['ledger', 'show']);
    expect(ledger.stdout).toContain('natural run: pass, not compared with legacy');
    const [run = ''] = readdirSync(join(folder, 'reports', 'export.soak'));
    expect(readFileSync(join(folder, 'reports', 'export.soak', run, 'report.md'), 'utf8')).toContain('not compared with legacy');
    expect(await runHere(folder, ['check', join(folder, 'reports', 'export.soak', run)])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('a soak without legacy'),
    });
  });

  it('is red when a configuration manager brings the line back', async () => {
    writeFileSync(table, `${switchOff(LINE, 'export/run.sh', 'a1').text}${LINE}`);
    const { code, stdout } = await runHere(folder, ['soak', 'export']);
    expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining('somebody or something brought it back') });
    expect((await runHere(folder, ['soak', 'export', '--status'])).code).toBe(1);
    // It is entered once, though no fire was due: not by each call.
    await runHere(folder, ['soak', 'export']);
    expect((await runHere(folder, ['ledger', 'verify'])).stdout).toContain('2 records');
    expect((await runHere(folder, ['ledger', 'show'])).stdout).toMatch(/starters .*what starts it: a line that was switched off is active again/);
  });

  it('is red by the exit code of the task that the schedule started, and by its log', async () => {
    await aws.ecs.send(new CreateClusterCommand({ clusterName: 'batch' }));
    await aws.logs.send(new CreateLogGroupCommand({ logGroupName: '/ecs/batch' }));
    await registerScript(aws, folder, 'export', 'echo ERROR: no source; exit 3');
    writeFileSync(table, switchOff(LINE, 'export/run.sh', 'a1').text);
    const now = new Date();
    const text = readFileSync(join(at, 'scenario.yaml'), 'utf8')
      .replace(/cron: "[^"]*"/, `cron: "${now.getUTCMinutes()} ${now.getUTCHours()} * * *"`)
      .replace(
        /runner: \{ observe: \{ file.*quiet.*/,
        'runner: { observe: { task: { cluster: batch, family: export } } }\n  checks: [{ exit-code: {} }, { log-pattern: { mustNot: [ERROR] } }]',
      )
      .replace('id: export', 'id: by-task');
    mkdirSync(join(folder, 'scenarios', 'by-task'));
    writeFileSync(join(folder, 'scenarios', 'by-task', 'scenario.yaml'), text);
    await startAsScheduled(aws, 'export');
    const { code, stdout, stderr } = await runHere(folder, ['soak', 'by-task', '--wait', '20s']);
    expect({ code, stdout, stderr }).toMatchObject({ code: 1, stdout: expect.stringContaining('exited 3') });
    expect(stdout).toMatch(/log-pattern +fail/);
  });

  it('killed while legacy runs in the shadow, goes on by itself, and starts nothing twice', async () => {
    const marker = join(folder, 'started');
    const text = readFileSync(join(at, 'scenario.yaml'), 'utf8')
      .replace('id: export', 'id: killed')
      .replace('mode: never', 'mode: safe')
      .replace(
        /legacy: \{ timeout: 20s, .*/,
        `legacy: { timeout: 20s, runner: { process: { command: [sh, -c, 'echo started >> ${marker}; sleep 2; cp ${folder}/${day}.csv ${folder}/legacy.csv'] } } }`,
      )
      .replace('mode: alone', 'mode: shadow');
    mkdirSync(join(folder, 'scenarios', 'killed'));
    writeFileSync(join(folder, 'scenarios', 'killed', 'scenario.yaml'), text);
    const cli = startCli(folder, ['soak', 'killed']);
    await vi.waitFor(() => expect(existsSync(marker)).toBe(true), { timeout: 60_000, interval: 50 });
    cli.child.kill('SIGKILL');
    await cli.result;
    const again = await runHere(folder, ['soak', 'killed', '--json']);
    const answer = JSON.parse(again.stdout);
    // How legacy ended is not known any more, so nothing was compared: neither green nor an alarm.
    expect({ code: again.code, answer }).toMatchObject({
      code: 2,
      answer: { fires: [{ kind: 'judged', record: { what: 'judged', comparedWithLegacy: false } }] },
    });
    expect(readFileSync(marker, 'utf8')).toBe('started\n');
    expect(readdirSync(join(folder, 'reports', 'killed.soak'))).toEqual([answer.fires[0].run]);
    expect(await runHere(folder, ['soak', 'killed'])).toMatchObject({ code: 2, stdout: expect.stringContaining('Already judged') });
  });

  it.each([
    ['--since', 'yesterday'],
    ['--wait', 'long'],
  ])('refuses %s %s', async (option, value) => {
    expect(await runHere(folder, ['soak', 'export', option, value])).toMatchObject({ code: 3, stderr: expect.stringContaining(value) });
  });
});
