import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyWorkspace } from '../testing/cli.ts';
import { runHere } from '../testing/in-process-cli.ts';
import { RETIRED } from '../testing/retired-batch.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const LINE = '30 4 * * * old-report/report.sh >> log/report.log 2>&1';

describe('a batch that nobody needs, at every command', () => {
  const workspace = temporaryFolder();
  const folder = join(workspace, 'scenarios/old-report');
  const file = join(folder, 'scenario.yaml');
  const batch = RETIRED.replace('user: export, contains: /opt/old/report.sh', 'contains: old-report/report.sh');
  const run = (...args: readonly string[]) => runHere(workspace, args);

  beforeAll(async () => {
    copyWorkspace(workspace);
    mkdirSync(join(folder, 'legacy'), { recursive: true });
    writeFileSync(join(folder, 'legacy/crontab'), `${LINE}\n`);
    writeFileSync(join(folder, 'legacy/report.sh'), '#!/bin/sh\necho 1\n');
    chmodSync(join(folder, 'legacy/report.sh'), 0o755);
    writeFileSync(file, batch);
    expect(await run('sandbox', 'up')).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await run('sandbox', 'down');
    rmSync(workspace, { recursive: true, force: true });
  });

  it('is listed, and its plan is its stop plan', async () => {
    const { scenarios } = JSON.parse((await run('scenarios', '--json')).stdout);
    expect(scenarios).toContainEqual(expect.objectContaining({ id: 'old-report', valid: true, disposition: 'retire', owner: 'data team' }));
    expect((await run('scenarios')).stdout).toMatch(/old-report.*retired: has a stop plan/);
    const plan = await run('plan', 'old-report', 'client-export');
    expect(plan.code).toBe(0);
    for (const text of ['Plan of client-export', 'Stop plan of old-report', 'watched for 40 days by B. Ito', 'twinrun cutover old-report --back'])
      expect(plan.stdout).toContain(text);
    expect(JSON.parse((await run('plan', 'old-report', '--json')).stdout)).toMatchObject({ plans: [], retired: [{ id: 'old-report' }] });
  });

  it.each(['rehearse', 'preflight', 'rollback', 'schedule', 'diagram', 'calibrate', 'selftest'])(
    'is refused by %s, which says what to do',
    async (name) => {
      const { code, stderr } = await run(name, 'old-report');
      expect(code).toBe(3);
      for (const text of ['[scenario.retired]', 'scenarios/old-report/scenario.yaml', 'twinrun cutover old-report']) expect(stderr).toContain(text);
    },
  );

  it('is left out of --all, and that is said', async () => {
    const drawn = await run('diagram', '--all');
    expect([drawn.code, drawn.stderr]).toEqual([0, expect.stringContaining('old-report is retired, and left out')]);
    expect(drawn.stdout).toContain('client-export');
  });

  it('is stopped by its plan, judged, and started again', async () => {
    const status = async () => {
      const { code, stdout } = await run('cutover', 'old-report', '--status', '--json');
      return [code, JSON.parse(stdout).lines[0].state];
    };
    expect(await status()).toEqual([1, 'on']);
    expect((await run('cutover', 'old-report')).stderr).toContain('nobody is at a terminal');
    expect((await run('cutover', 'old-report', '--plan')).stdout).toContain('switch old-report/report.sh off in the crontab on batch');
    expect(await status()).toEqual([1, 'on']);
    const stopped = await run('cutover', 'old-report', '--yes');
    expect([stopped.code, stopped.stdout], stopped.stderr).toEqual([
      0,
      expect.stringContaining('B. Ito watches data-team@client.example for 40 days'),
    ]);
    expect(await status()).toEqual([0, 'off']);
    // A stop in the sandbox proves nothing about a real host.
    const gate = await run('gate', 'old-report', '--json');
    const conditions = JSON.parse(gate.stdout).scenarios[0].conditions as { id: string; status: string }[];
    expect([gate.code, conditions.map(({ id, status: is }) => `${id}: ${is}`)]).toEqual([
      2,
      ['agreed: pass', 'told: pass', 'retired-stopped: inconclusive', 'watched: inconclusive', 'overrides: pass'],
    ]);
    const back = await run('cutover', 'old-report', '--back');
    expect([back.code, back.stdout]).toEqual([1, expect.stringContaining('It is started again as before')]);
    expect(await status()).toEqual([1, 'on']);
  });

  it('is not stopped before it is agreed, nor by Twinrun where a person does it', async () => {
    writeFileSync(file, batch.replace('on: 2026-10-01', 'on: 2099-10-01'));
    const early = await run('cutover', 'old-report', '--yes');
    expect([early.code, early.stderr]).toEqual([3, expect.stringContaining('[cutover.not-agreed]')]);
    writeFileSync(
      file,
      batch.replace(/ {4}cron:\n.*\n/, '    byHand: { what: systemctl disable --now old.timer, undo: systemctl enable --now old.timer }\n'),
    );
    const byHand = await run('cutover', 'old-report', '--yes');
    expect([byHand.code, byHand.stderr]).toEqual([3, expect.stringContaining('Do it: systemctl disable --now old.timer')]);
    writeFileSync(file, batch.replace('who: B. Ito', 'who: "???"'));
    const blank = await run('plan', 'old-report');
    expect([blank.code, blank.stderr]).toEqual([3, expect.stringContaining('[scenario.blank]')]);
  });
});
