import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Survey } from '../model/survey.ts';
import { copyWorkspace, runCli } from '../testing/cli.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const SLOW = 120_000;

describe('twinrun survey of the sandbox host', () => {
  const workspace = temporaryFolder();
  const folder = join(workspace, 'reports/_surveys/batch');
  let root: string;

  beforeAll(async () => {
    copyWorkspace(workspace);
    const more = join(workspace, 'scenarios/client-export-drifted/legacy');
    mkdirSync(more);
    writeFileSync(join(more, 'crontab'), '*/15 * * * * client-export-drifted/second.sh\n#0 5 * * * client-export-drifted/off.sh\n@weekly gone.sh\n');
    writeFileSync(join(more, 'second.sh'), '#!/bin/sh\npsql -c "DELETE FROM stage" other\n', { mode: 0o755 });
    expect(await runCli(workspace, ['sandbox', 'up'])).toMatchObject({ code: 0 });
    root = join((JSON.parse((await runCli(workspace, ['sandbox', 'status', '--json'])).stdout) as { folder: string }).folder, 'hosts/batch');
  }, SLOW);

  afterAll(async () => {
    expect(await runCli(workspace, ['sandbox', 'down'])).toMatchObject({ code: 0 });
  }, SLOW);

  it(
    'has every entry that awk counts in the crontab of the host, and what each uses',
    async () => {
      const run = await runCli(workspace, ['survey', 'batch', '--json']);
      expect(run).toMatchObject({ code: 0, stderr: '' });
      const survey = JSON.parse(run.stdout) as Survey;
      const crontab = join(root, 'var/spool/cron/crontabs/export');
      const count = (pattern: string) => Number(execFileSync('awk', [`/${pattern}/ { n++ } END { print n + 0 }`, crontab], { encoding: 'utf8' }));
      expect(survey.entries.filter(({ enabled }) => enabled)).toHaveLength(count('^[@0-9*]'));
      expect(survey.entries).toHaveLength(count('^#?[@0-9*]'));
      expect(survey.entries.length).toBe(4);
      const main = survey.entries.find(({ command }) => command.startsWith('client-export/'));
      expect(main).toMatchObject({
        user: 'export',
        schedule: { written: '30 1 * * *', zone: 'Asia/Tokyo' },
        environment: { MAILTO: 'data-team@client.example' },
      });
      // 01:30 by the clock of Tokyo.
      expect(survey.host.zone).toBe('Asia/Tokyo');
      for (const fire of main?.schedule.next ?? ['none']) expect(fire).toMatch(/T16:30:00/);
      expect(main?.uses.tables.map(({ table, access }) => `${access} ${table}`)).toEqual(['read clients', 'read orders']);
      expect(main?.uses.databases).toMatchObject([{ kind: 'postgres', database: 'analytics', resolved: true }]);
      expect(main?.uses.endpoints.map(({ kind }) => kind)).toEqual(['postgres', 'sftp']);
      expect(main?.uses.files.filter(({ access, remote }) => access === 'append' && remote === undefined)).toMatchObject([
        { path: '/home/export/log/client_export.log' },
      ]);
      // The script was named by no absolute path: it was followed from the home of the account.
      expect(survey.scripts.map(({ path }) => path)).toContain('/home/export/client-export-drifted/second.sh');
      const variables = Object.fromEntries(main?.uses.variables.map(({ name, origin }) => [name, origin]) ?? []);
      expect(variables).toMatchObject({ HOME: 'cron', PARTNER_HOST: 'profile', BACKUP_DIR: 'script' });
      // What the capture may not hold: the key, and the password of the database.
      const password = readFileSync(join(root, 'home/export/.pgpass'), 'utf8').trim().split(':').at(-1) ?? '';
      expect(run.stdout).not.toContain(password);
    },
    SLOW,
  );

  it(
    'stores it for its owner only, keeps the one before, and prints it for people',
    async () => {
      const run = await runCli(workspace, ['survey', 'batch']);
      expect(run.code).toBe(0);
      expect(run.stdout).toContain('client-export/client_export.sh');
      const files = readdirSync(folder).sort();
      expect(files).toHaveLength(3);
      expect(files).toEqual(expect.arrayContaining(['survey.html', 'survey.json']));
      expect(files.map((file) => statSync(join(folder, file)).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
      // Relations, strays and what the platform changes, on the terminal as on the page.
      for (const text of [run.stdout, readFileSync(join(folder, 'survey.html'), 'utf8')])
        for (const told of ['Ask before it is moved', 'script-missing', 'on Fargate', 'retention, /home/export/backup'])
          expect(text.toLowerCase()).toContain(told.toLowerCase());
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect((JSON.parse(readFileSync(join(folder, 'survey.json'), 'utf8')) as Survey).schema).toBe('twinrun.survey/1');
    },
    SLOW,
  );
});

describe('twinrun survey', () => {
  it('says 2 where something could not be read, 3 for what is no bundle and no host', async () => {
    const workspace = temporaryFolder();
    copyWorkspace(workspace);
    mkdirSync(join(workspace, 'empty'));
    const [empty, none, both] = await Promise.all([
      runCli(workspace, ['survey', '--bundle', 'empty', '--json']),
      runCli(workspace, ['survey', '--bundle', 'nowhere']),
      runCli(workspace, ['survey', 'batch', '--bundle', 'empty']),
    ]);
    expect([empty.code, none.code, both.code]).toEqual([2, 3, 3]);
    expect(JSON.parse(empty.stdout)).toMatchObject({ unread: [{ path: '/etc/crontab' }] });
    expect(none.stderr).toContain('[survey.no-bundle]');
  });

  it('prints the capture script alone', async () => {
    const run = await runCli(temporaryFolder(), ['survey', 'capture-script']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/^#!\/bin\/sh\n[\s\S]*\necho end\n$/);
  });
});
