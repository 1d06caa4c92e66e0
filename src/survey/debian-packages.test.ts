import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { Survey } from '../model/survey.ts';
import { testContext } from '../testing/context.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { useTempFolder } from '../testing/temporary-folder.ts';
import { surveyBundle } from './survey.ts';

/** Small packages that bring entries of schedulers. What a release of the system no longer has is left out. */
const PACKAGES =
  'sysstat logrotate mdadm man-db certbot awstats php-common logcheck exim4-base cron anacron apticron backupninja popularity-contest plocate spamassassin munin munin-node debsecan debsums chkrootkit rkhunter tiger dma etckeeper locate calendar cracklib-runtime dlocate ieee-data tmpreaper checksecurity quota e2fsprogs apt dpkg aptitude fail2ban ntpsec samba-common-bin sarg greylistd leafnode bsdmainutils amavisd-new passwd util-linux'.split(
    ' ',
  );
const FOLDERS = ['cron.d', 'cron.hourly', 'cron.daily', 'cron.weekly', 'cron.monthly'];
const SLOW = 240_000;
/** Fewer than this mean nothing: no lists of packages on this machine, or no network. */
const ENOUGH = 30;

describeWithPrograms(['apt-get', 'apt-cache', 'dpkg-deb', 'run-parts', 'awk', 'grep'], 'a bundle of real Debian packages', () => {
  const temp = useTempFolder();
  const root = join(temp.path, 'root');
  let survey: Survey;
  /** Why there is no bundle. */
  let absent: string | undefined;

  beforeAll(async () => {
    mkdirSync(root);
    const shown = spawnSync('apt-cache', ['show', ...PACKAGES], { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout;
    const there = [...new Set([...shown.matchAll(/^Package: (.+)$/gm)].map(([, name]) => name ?? ''))];
    // As root, apt would hand the work to an account that may not write here. A mirror that lacks one of them, or that does not answer, is no defect of ours.
    const told = spawnSync('apt-get', ['-q', '-o', 'APT::Sandbox::User=root', '-o', 'Acquire::Retries=2', 'download', ...there], {
      ...{ cwd: temp.path, encoding: 'utf8', timeout: SLOW / 2 },
    }).stderr;
    const had = readdirSync(temp.path).filter(
      (name) => name.endsWith('.deb') && spawnSync('dpkg-deb', ['-x', join(temp.path, name), root]).status === 0,
    );
    if (had.length < ENOUGH) {
      absent = `apt has ${had.length} of ${PACKAGES.length} packages, ${ENOUGH} are needed: ${told.trim().split('\n').at(-1)}`;
      process.stderr.write(`skipped: a bundle of real Debian packages (${absent})\n`);
      return;
    }
    survey = await surveyBundle(root, testContext());
  }, SLOW);
  beforeEach(({ skip }) => skip(absent !== undefined, absent));

  const names = (folder: string) =>
    existsSync(join(root, 'etc', folder)) ? readdirSync(join(root, 'etc', folder)).filter((name) => name !== '.placeholder') : [];
  const of = (file: string, enabled = true) => survey.entries.filter((entry) => entry.at.file === file && entry.enabled === enabled);
  const timers = () => readdirSync(join(root, 'lib/systemd/system')).filter((name) => name.endsWith('.timer'));

  it('has enough of them to mean something', () => {
    expect(FOLDERS.flatMap(names).length + timers().length).toBeGreaterThanOrEqual(30);
  });

  it('finds every line of crontabs that awk finds, and not one more', () => {
    const files = ['/etc/crontab', ...names('cron.d').map((name) => `/etc/cron.d/${name}`)].filter((file) => existsSync(join(root, file)));
    expect(files.length).toBeGreaterThan(10);
    // Jobs begin with a field of time; everything else is a variable, a comment or blank.
    const count = (file: string) =>
      Number(execFileSync('awk', ['/^[ \\t]*(@|-?[0-9*])/ { n++ } END { print n + 0 }', join(root, file)], { encoding: 'utf8' }));
    const passed = new Set(survey.ignored.filter(({ at }) => at.line === undefined).map(({ at }) => at.file));
    expect(Object.fromEntries(files.map((file) => [file, of(file).length]))).toEqual(
      Object.fromEntries(files.map((file) => [file, passed.has(file) ? 0 : count(file)])),
    );
    expect(files.reduce((sum, file) => sum + of(file).length, 0)).toBeGreaterThan(15);
  });

  it('finds commented-out entries', () => {
    const files = names('cron.d').map((name) => `/etc/cron.d/${name}`);
    const program =
      '{ sub(/^[# \\t]+/, "") } off = 0; { ok = NF > 6; for (i = 1; i < 6; i++) if ($i !~ /^([0-9*][0-9*,\\/-]*|[a-z][a-z][a-z])$/) ok = 0; if (ok && $7 ~ /^[\\/a-z\\[]/) n++ } END { print n + 0 }';
    const count = (file: string) =>
      Number(execFileSync('sh', ['-c', `grep '^[[:space:]]*#' "$1" | awk "$2"`, 'sh', join(root, file), program], { encoding: 'utf8' }));
    expect(
      Object.fromEntries(
        files.map((file) => [
          file,
          survey.entries.filter((entry) => entry.at.file === file && entry.disabledBecause === 'it is commented out').length,
        ]),
      ),
    ).toEqual(Object.fromEntries(files.map((file) => [file, count(file)])));
  });

  it.each(FOLDERS.slice(1))('starts of %s what run-parts would start', (folder) => {
    const path = join(root, 'etc', folder);
    const started = existsSync(path)
      ? execFileSync('run-parts', ['--test', path], { encoding: 'utf8' })
          .split('\n')
          .filter((line) => line !== '')
      : [];
    const found = survey.entries.filter((entry) => entry.scheduler === 'run-parts' && entry.enabled && entry.at.file?.startsWith(`/etc/${folder}/`));
    expect(found.map(({ at }) => join(root, at.file ?? '')).sort()).toEqual(started.sort());
  });

  it('takes of cron.d the names that cron takes', () => {
    const taken = execFileSync('run-parts', ['--list', join(root, 'etc/cron.d')], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line !== '');
    const refused = names('cron.d').filter((name) => !taken.includes(join(root, 'etc/cron.d', name)));
    for (const name of refused) expect(survey.ignored.map(({ at }) => at.file)).toContain(`/etc/cron.d/${name}`);
  });

  it('finds the commands of every timer', () => {
    for (const timer of timers()) {
      const text = readFileSync(join(root, 'lib/systemd/system', timer), 'utf8');
      const service = /^Unit=(.+)$/m.exec(text)?.[1] ?? timer.replace(/timer$/, 'service');
      const file = join(root, 'lib/systemd/system', service);
      const starts = existsSync(file) ? Number(spawnSync('grep', ['-c', '^ExecStart=.', file], { encoding: 'utf8' }).stdout) : 0;
      const found = survey.entries.filter((entry) => entry.scheduler === 'systemd' && entry.at.file?.endsWith(`/${service}`));
      expect([timer, found.length]).toEqual([timer, starts]);
    }
    expect(timers().length).toBeGreaterThan(5);
  });

  it('lists what it could not follow: every script that an entry names and that is not here', () => {
    const programs = survey.entries
      .filter(({ scheduler }) => scheduler !== 'systemd')
      .flatMap(({ uses, at }) =>
        uses.files.filter(({ access, at: place }) => access === 'execute' && place.file === at.file).map(({ path }) => ({ path, uses })),
      );
    expect(programs.length).toBeGreaterThan(20);
    for (const { path, uses } of programs) {
      const read = survey.scripts.some((script) => script.path === path || existsSync(join(root, path)));
      expect(read || uses.unresolved.some(({ what }) => what === path), path).toBe(true);
    }
    for (const { uses } of survey.entries) {
      for (const { path, resolved, at } of uses.files)
        if (!resolved && !path.startsWith('light'))
          expect(uses.unresolved.some((one) => one.at.line === at.line && one.at.file === at.file) || uses.files.some((one) => one.light)).toBe(true);
    }
  });

  it('reads every script that is here, and says how', () => {
    expect(survey.scripts.length).toBeGreaterThan(20);
    for (const script of survey.scripts) expect(script.sha256, script.path).toMatch(script.scan === 'none' ? /^/ : /^[0-9a-f]{64}$/);
    expect(new Set(survey.scripts.map(({ scan }) => scan)).size).toBeGreaterThan(1);
    const errors = survey.entries.flatMap(({ uses }) => uses.unresolved.filter(({ kind }) => kind === 'parse-error'));
    for (const { at } of errors) expect(at.line).toBeGreaterThan(0);
  });
});
