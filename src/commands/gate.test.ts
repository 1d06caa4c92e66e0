import { appendFileSync, chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Certificate, GateReport } from '../model/gate.ts';
import type { Survey } from '../model/survey.ts';
import { runCli } from '../testing/cli.ts';
import { runHere } from '../testing/in-process-cli.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { QUIET_ZONE } from '../testing/quiet-zone.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const POLICY = '{ passes: 2, days: 1, monthEnd: false, armed: false, selfTest: 0, anchor: true }';
const SCRIPT = 'printf "id,name\\n1,a\\n" > "$OUT"\n';

function workspaceWith(policy: string): string {
  const workspace = temporaryFolder();
  writeFileSync(join(workspace, 'twinrun.yaml'), `schema: twinrun.workspace/1\naws: {}\ngate: ${policy}\n`);
  const folder = writeProcessScenario(workspace, 'copy', { legacy: SCRIPT, candidate: SCRIPT });
  // They lie in the scenario's folder, whose files must not change from run to run.
  for (const side of ['legacy', 'candidate']) writeFileSync(join(folder, `${side}.csv`), 'id,name\n1,a\n');
  return workspace;
}

describe('the gate of a batch that was rehearsed', () => {
  let workspace: string;
  let head: string;
  const gate = async (...more: string[]) => {
    const { code, stdout } = await runCli(workspace, ['gate', ...more, '--json']);
    return { code, report: JSON.parse(stdout) as GateReport & { readonly certificates: readonly string[] } };
  };
  const statusOf = (report: GateReport, id: string) =>
    [...report.ledger.conditions, ...report.scenarios.flatMap(({ conditions }) => conditions)].find((one) => one.id === id)?.status;

  beforeAll(async () => {
    workspace = workspaceWith(POLICY);
    for (let n = 0; n < 2; n += 1) expect(await runCli(workspace, ['rehearse', 'copy'])).toMatchObject({ code: 0 });
    head = (JSON.parse((await runCli(workspace, ['ledger', 'head', '--json'])).stdout) as { hash: string }).hash;
  });

  it('is inconclusive without the anchor that its policy asks for, and red with another ledger’s', async () => {
    const without = await gate('copy');
    expect(without.code).toBe(2);
    expect(statusOf(without.report, 'anchor')).toBe('inconclusive');
    expect(without.report.certificates).toEqual([]);
    const other = await gate('copy', '--expect-head', 'f'.repeat(64));
    expect(other.code).toBe(1);
  });

  it('is green with it, leaves a certificate that proves itself, and no longer does once a byte of a run, or of it, was changed', async () => {
    const summary = join(workspace, 'summary.md');
    const junit = join(workspace, 'gate.xml');
    const green = await runCli(workspace, ['gate', 'copy', '--expect-head', head, '--json', '--github', '--junit', junit], {
      environment: { GITHUB_STEP_SUMMARY: summary },
    });
    const report = JSON.parse(green.stdout) as GateReport & { certificates: string[] };
    expect(green, green.stdout).toMatchObject({ code: 0, stderr: '' });
    expect(report.scenarios[0]?.runs).toHaveLength(2);
    expect(readFileSync(summary, 'utf8')).toContain('**PASS**');
    expect(readFileSync(junit, 'utf8')).toMatch(/tests="14" failures="0" errors="0" skipped="5"/);

    const [file = ''] = report.certificates;
    const text = readFileSync(file, 'utf8');
    expect((JSON.parse(text) as Certificate).subject).toEqual({ scenario: 'copy' });
    const verify = (path: string) => runCli(workspace, ['gate', '--verify', path, '--json']);
    expect(await verify(file)).toMatchObject({ code: 0 });

    const renamed = join(workspace, 'reports/certificates/scenario-other.json');
    copyFileSync(file, renamed);
    const other = await runHere(workspace, ['gate', '--verify', renamed]);
    expect(other.code).toBe(1);
    expect(other.stdout).toContain('it is of scenario copy, and named scenario-other.json');
    rmSync(renamed);

    const forged = join(workspace, 'forged.json');
    writeFileSync(forged, text.replace(/"validUntil": "20\d\d/, '"validUntil": "2999'));
    const changed = await verify(forged);
    expect(changed.code).toBe(4);
    expect(changed.stdout).toContain('certificate.changed');

    const run = report.scenarios[0]?.runs[1]?.id ?? '';
    const log = join(workspace, 'reports/copy', run, 'takes/legacy-1/artifacts/table', 'legacy.csv');
    const sound = readFileSync(log);
    chmodSync(log, 0o600);
    writeFileSync(log, Buffer.concat([Buffer.from([(sound[0] ?? 0) ^ 1]), sound.subarray(1)]));
    const damaged = await verify(file);
    expect(damaged.code).toBe(1);
    expect(damaged.stdout).toContain('damaged: takes/legacy-1/artifacts/table/legacy.csv');
    writeFileSync(log, sound);
    expect(await verify(file)).toMatchObject({ code: 0 });
  });

  it('says its answer, and that a report cannot be written where one was asked for', async () => {
    const file = join(workspace, 'twinrun.yaml/gate.xml');
    const { code, stdout, stderr } = await runHere(workspace, ['gate', 'copy', '--expect-head', head, '--junit', file]);
    expect({ code, stdout, stderr }).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('Gate of copy'),
      stderr: expect.stringContaining('gate.report'),
    });
    const patch = join(workspace, 'nowhere/noise.yaml');
    expect(await runHere(workspace, ['calibrate', 'copy', '--patch', patch])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('calibrate.patch-place'),
    });
  }, 30_000);

  it('is red while an override is open, which every report says, and green again after', async () => {
    const made = await runCli(workspace, ['override', 'copy', '--by', 'A. Sato', '--why', 'the month end', '--until', tomorrow(), '--json']);
    expect(made).toMatchObject({ code: 0 });
    const { override } = JSON.parse(made.stdout) as { override: { id: string } };
    const red = await gate('copy', '--expect-head', head);
    expect(red.code).toBe(1);
    expect(statusOf(red.report, 'overrides')).toBe('fail');
    const rehearsed = await runHere(workspace, ['rehearse', 'copy', '--json']);
    const { folder, overrides } = JSON.parse(rehearsed.stdout) as { folder: string; overrides: readonly unknown[] };
    expect(overrides).toMatchObject([{ by: 'A. Sato', why: 'the month end' }]);
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toMatch(/^- \*\*OVERRIDE .*by A\\?\. Sato/m);
    expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toMatch(/tests="5" failures="1" .*<failure message="OVERRIDE [^"]*by A\. Sato/s);
    const reports = [
      ...[['runs'], ['ledger', 'show'], ['check', 'copy', 'latest'], ['check', folder], ['selftest', 'copy'], ['gate', 'copy']],
      ['rollback', 'copy', '--status'],
    ];
    for (const args of reports) {
      expect((await runHere(workspace, args)).stdout, args.join(' ')).toMatch(/by A\. Sato/);
      expect((await runHere(workspace, [...args, '--json'])).stdout, args.join(' ')).toMatch(/A\. Sato/);
    }
    expect(await runCli(workspace, ['override', '--end', override.id, '--why', 'done'])).toMatchObject({ code: 0 });
    expect((await gate('copy', '--expect-head', head)).code).toBe(0);
  });

  it('is void, and says by what, once the script that passed was changed', async () => {
    appendFileSync(join(workspace, 'scenarios/copy/candidate.sh'), ': more\n');
    const { code, report } = await gate('copy', '--expect-head', head);
    expect(code).toBe(1);
    const condition = report.scenarios[0]?.conditions.find(({ id }) => id === 'unchanged');
    expect(condition?.evidence.join()).toMatch(/^file candidate\.sh: /);
    expect(statusOf(report, 'passes')).toBe('inconclusive');
    expect(readdirSync(join(workspace, 'reports/certificates'))).toEqual(['scenario-copy.json']);
  });
});

describe('the gate of a host that was surveyed', () => {
  it('is red for a stray, green once somebody answers for all, and leaves a certificate of the host', async () => {
    const workspace = workspaceWith('{}');
    const tree = join(workspace, 'batch');
    mkdirSync(join(tree, 'etc'), { recursive: true });
    writeFileSync(join(tree, 'etc/timezone'), `${QUIET_ZONE}\n`);
    writeFileSync(join(tree, 'etc/crontab'), '30 1 * * * root /opt/copy.sh\n0 4 * * * root /opt/rotate.sh\n');
    await runCli(workspace, ['survey', '--bundle', tree]);
    const survey = JSON.parse(readFileSync(join(workspace, 'reports/_surveys/batch/survey.json'), 'utf8')) as Survey;
    expect(survey.entries.map(({ schedule }) => schedule.cron)).toEqual(['30 1 * * *', '0 4 * * *']);
    const [copy = '', rotate = ''] = survey.entries.map(({ id }) => id);
    expect(await runCli(workspace, ['rehearse', 'copy'])).toMatchObject({ code: 0 });

    const gateWith = (entries: Readonly<Record<string, unknown>>) => {
      const hosts = { batch: { entries, stoppedDays: 0, backups: false } };
      const gate = { passes: 1, days: 1, monthEnd: false, armed: false, selfTest: 0, hosts };
      writeFileSync(join(workspace, 'twinrun.yaml'), JSON.stringify({ schema: 'twinrun.workspace/1', aws: {}, gate }));
      return runCli(workspace, ['gate', '--host', 'batch', '--json']);
    };
    const stray = await gateWith({ [copy]: { scenario: 'copy' } });
    expect(stray.code).toBe(1);
    expect(stray.stdout).toContain(`${rotate}: nobody claims it`);

    const green = await gateWith({ [copy]: { scenario: 'copy' }, [rotate]: { goes: 'rotates logs of this host', by: 'A. Sato' } });
    expect(green, green.stdout).toMatchObject({ code: 0 });
    const file = join(workspace, 'reports/certificates/batch.json');
    expect((JSON.parse(readFileSync(file, 'utf8')) as Certificate).subject).toEqual({ host: 'batch' });
    expect(await runCli(workspace, ['gate', '--verify', file])).toMatchObject({ code: 0 });
    await runCli(workspace, ['survey', '--bundle', tree]);
    const later = await runCli(workspace, ['gate', '--verify', file]);
    expect(later.code).toBe(1);
    expect(later.stdout).toContain('surveyed anew');
    const surveyFile = join(workspace, 'reports/_surveys/batch/survey.json');
    const whole = readFileSync(surveyFile, 'utf8');
    writeFileSync(surveyFile, whole.replace('/opt/rotate.sh', '/opt/other.sh'));
    const edited = await runHere(workspace, ['gate', '--host', 'batch']);
    expect(edited).toMatchObject({ code: 1, stdout: expect.stringContaining('is not the one that entered the ledger') });
    writeFileSync(surveyFile, whole);
    expect(await runHere(workspace, ['gate', '--host', 'batch'])).toMatchObject({ code: 0 });
    const other = await runCli(workspace, ['gate', '--host', 'other']);
    expect(other).toMatchObject({ code: 3 });
    expect(other.stderr).toContain('gate.no-host');
  });
});

function tomorrow(): string {
  return new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
}
