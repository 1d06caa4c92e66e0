import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { Survey } from '../../model/survey.ts';
import { sha256 } from '../../runtime/hash.ts';
import { testContext } from '../../testing/context.ts';
import { runProgram } from '../../testing/run-program.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { surveyBundle } from '../survey.ts';
import { captureScript } from './capture-script.ts';
import { readCapture } from './capture-text.ts';

const JOB = 'a00003' + '01c55b88';

const HOST: Readonly<Record<string, string>> = {
  'etc/crontab': 'SHELL=/bin/sh\n17 * * * * root cd / && run-parts --report /etc/cron.hourly\n',
  'etc/cron.d/app': '*/5 * * * * app /opt/app/run.sh >> /var/log/app.log\n0 3 * * * app cd /opt/app && ./own.sh\n',
  'etc/cron.hourly/tidy': '#!/bin/sh\nfind /srv/out -mtime +31 -delete\n',
  'etc/anacrontab': '1 5 daily /opt/app/daily.sh\n',
  'etc/exports': '/srv/out 10.0.0.0/8(ro)\n',
  'etc/exports.d/more.exports': '/srv/more *(ro)\n',
  'etc/environment': 'API=https://api.example\n',
  'var/spool/cron/crontabs/app': '# every night\n30 1 * * * sh -c ". /opt/app/settings; /opt/app/export.rb"\n',
  [`var/spool/cron/atjobs/${JOB}`]: '#!/bin/sh\ncd /srv\n/opt/app/run.sh\n',
  'opt/app/run.sh': '#!/bin/sh\n. /opt/app/settings\ncurl -o /srv/out/x.csv "$API/x"\n',
  'opt/app/own.sh': 'echo ünïcode; /opt/app/daily.sh\n',
  'opt/app/daily.sh': 'date > "/srv/out/with blank.txt"\n',
  'opt/app/export.rb': 'File.write("/srv/out/y.json", ENV["API"])\n',
  'opt/app/settings': 'DIR=/srv/out\n',
  // With a zero byte, so that its content stays where it is.
  'opt/app/binary.sh': 'a\0b\n',
  'etc/cron.d/binary': '0 4 * * * app /opt/app/binary.sh\n',
  'etc/systemd/system/x.timer': '[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n',
  'etc/systemd/system/x.service': '[Service]\nEnvironmentFile=-/etc/default/x\nExecStart=/opt/app/daily.sh\n',
  'etc/systemd/system/x.service.d/more.conf': '[Service]\nExecStartPre=/opt/app/before.sh\n',
  'lib/systemd/system/masked.timer': '[Timer]\nOnCalendar=daily\n',
  'lib/systemd/system/masked.service': '[Service]\nExecStart=/opt/app/never.sh\n',
  'etc/default/x': 'LEVEL=3\n',
  'opt/app/before.sh': 'mkdir -p /srv/out\n',
  'home/app/.ssh/id_rsa': 'the key\n',
  'home/app/.pgpass': 'db:5432:*:app:hunter2\n',
};

const LINKS: Readonly<Record<string, string>> = {
  'etc/systemd/system/timers.target.wants/x.timer': '../x.timer',
  'etc/systemd/system/masked.timer': '/dev/null',
};

/** What the script calls; of old and small hosts, some of it is not there. */
const TOOLS = 'sed grep tr base64 openssl od stat ls head sort wc readlink cut id awk getent df date uname hostname cat dd'.split(' ');

describeWithPrograms(['dash', 'bash', 'busybox'], 'the capture script', (paths) => {
  const temp = useTempFolder();
  const root = join(temp.path, 'root');
  const busyboxTools = join(temp.path, 'busybox');

  /** A PATH with these tools alone, as this machine has them. */
  function toolsWithout(name: string, missing: readonly string[]): string {
    const folder = join(temp.path, name);
    mkdirSync(folder);
    for (const tool of TOOLS.filter((one) => !missing.includes(one))) {
      const [place] = ['/usr/bin', '/bin', '/usr/sbin', '/sbin']
        .map((bin) => join(bin, tool))
        .filter((file) => execFileSync('sh', ['-c', `[ -x ${file} ] && echo y || true`]).length > 0);
      if (place !== undefined) symlinkSync(place, join(folder, tool));
    }
    return folder;
  }

  let all: ReturnType<typeof readCapture>;
  let whole: Survey;

  beforeAll(async () => {
    for (const [path, text] of Object.entries(HOST)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      if (/\.sh$|cron\.hourly/.test(path)) chmodSync(join(root, path), 0o755);
    }
    for (const [path, target] of Object.entries(LINKS)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      symlinkSync(target, join(root, path));
    }
    mkdirSync(busyboxTools);
    for (const applet of execFileSync(paths.busybox ?? '', ['--list'], { encoding: 'utf8' })
      .split('\n')
      .filter((name) => /^\w+$/.test(name)))
      symlinkSync(paths.busybox ?? '', join(busyboxTools, applet));
    all = (await capture('bash', [], '/usr/bin:/bin:/usr/sbin:/sbin')).read;
    whole = await surveyBundle(root, testContext());
  });

  async function capture(shell: string, args: readonly string[], path: string) {
    const run = await runProgram(paths[shell] ?? '', [...args, '-s', '--'], {
      input: captureScript,
      env: { TWINRUN_ROOT: root, HOME: join(root, 'home/app'), PATH: path },
    });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const text = Buffer.from(run.stdout).toString('latin1');
    return { text, read: readCapture(text, shell) };
  }

  const contents = ({ files }: ReturnType<typeof readCapture>) =>
    Object.fromEntries(
      files.map(({ path, type, target, left, content }) => {
        const bytes = content?.();
        return [`${type} ${path}`, target ?? left ?? (bytes === undefined ? '' : sha256(bytes))];
      }),
    );

  it.each([
    ['bash', ['--posix'], 'no stat, awk, getent, readlink, id, openssl', ['stat', 'awk', 'getent', 'id', 'openssl']],
    ['dash', [], 'no base64', ['base64']],
    ['dash', [], 'no base64, no openssl', ['base64', 'openssl']],
    ['busybox', ['sh'], 'its own tools alone', 'busybox'],
  ] as const)('of %s %j reads with %s what bash reads, and what the survey of the tree finds', async (shell, args, name, missing) => {
    const path = missing === 'busybox' ? busyboxTools : toolsWithout(`${shell} ${name}`.replaceAll(' ', '-'), missing);
    const { text, read } = await capture(shell, args, path);
    expect(contents(read)).toEqual(contents(all));
    expect(read.unread).toEqual(all.unread);
    expect(Object.keys(contents(read)).length).toBeGreaterThan(20);
    const file = join(temp.path, 'host.capture');
    writeFileSync(file, text, 'latin1');
    const captured = await surveyBundle(file, testContext());
    // Owners decide: cron takes no system table that is not root's, and an at job is its owner's. Only root can make such files here.
    const asRoot = process.getuid?.() === 0;
    const entries = (survey: Survey) => survey.entries.map(({ id, enabled, uses }) => (asRoot ? [id, enabled, uses] : [uses]));
    expect(entries(captured)).toEqual(entries(whole));
    // What is binary stays on the host.
    const hashes = ({ scripts }: Survey) => scripts.map(({ path: script, sha256: hash, scan }) => [script, scan === 'none' ? '' : hash]);
    expect(hashes(captured)).toEqual(hashes(whole));
    if (asRoot) expect(captured.ignored).toEqual(whole.ignored);
    expect(captured.users.exports).toHaveLength(2);
    // What a host must not tell.
    const told = read.files.map(({ content }) => Buffer.from(content?.() ?? '').toString()).join('\n');
    for (const secret of ['the key', 'hunter2']) expect(told).not.toContain(secret);
  });
});
