import { describe, expect, it } from 'vitest';
import { treeOf } from '../../testing/host-tree.ts';
import { readAnacrontab } from './anacrontab.ts';
import { readAtJobs } from './at-jobs.ts';
import { readCrontab } from './crontab-file.ts';

describe('jobs of anacron', () => {
  const TABLE = [
    '# /etc/anacrontab',
    'SHELL=/bin/sh',
    'MAILTO = root',
    'RANDOM_DELAY=45',
    '',
    '1\t5\tcron.daily\tnice run-parts /etc/cron.daily',
    '@monthly 45 cron.monthly run-parts --report /etc/cron.monthly  ',
    '#7 25 cron.weekly run-parts /etc/cron.weekly',
    'no job at all',
    '',
  ].join('\n');

  it('have a period and a delay, and no time of day; one behind # is switched off', () => {
    const { entries, ignored } = readAnacrontab('/etc/anacrontab', TABLE);
    const told = entries.map(({ at, enabled, schedule, command }) => [at.line, enabled, schedule.written, schedule.words, command]);
    expect(told).toEqual([
      [6, true, '1 5', 'every 1 days, 5 minutes after anacron starts', 'nice run-parts /etc/cron.daily'],
      [7, true, '@monthly 45', 'once a month, 45 minutes after anacron starts', 'run-parts --report /etc/cron.monthly'],
      [8, false, '7 25', 'every 7 days, 25 minutes after anacron starts', 'run-parts /etc/cron.weekly'],
    ]);
    for (const entry of entries) expect(entry).toMatchObject({ scheduler: 'anacron', user: 'root', folder: '/' });
    expect(entries[0]?.environment.map(({ name, value }) => `${name}=${value}`)).toEqual(['SHELL=/bin/sh', 'MAILTO=root', 'RANDOM_DELAY=45']);
    expect(entries.every(({ schedule }) => schedule.cron === undefined)).toBe(true);
    expect(ignored).toEqual([{ at: { file: '/etc/anacrontab', line: 9 }, why: 'it is no job of anacron' }]);
  });

  it('are none in an empty table', () => expect(readAnacrontab('x', '')).toEqual({ entries: [], ignored: [] }));
});

describe('jobs of at', () => {
  // Job 3 of queue a, at 2026-12-01T02:00Z: minutes since 1970 in hex, as at(1) names its files.
  const at = Date.parse('2026-12-01T02:00:00Z') / 60_000;
  const name = `a00003${at.toString(16).padStart(8, '0')}`;
  const JOB = '#!/bin/sh\n# atrun uid=1001 gid=1001\n# mail app 0\numask 22\ncd /srv || {\n\t exit 1\n}\n/opt/once.sh\n';

  it('start once, at the minute that their name holds, as their owner', () => {
    const file = `/var/spool/cron/atjobs/${name}`;
    const { entries, ignored } = readAtJobs(treeOf({ [file]: JOB, '/var/spool/cron/atjobs/.SEQ': '00003' }, {}, { [file]: { owner: 'app' } }));
    expect(entries).toEqual([
      {
        ...{ at: { file }, scheduler: 'at', enabled: true, user: 'app', command: `sh ${file}`, environment: [] },
        schedule: { written: 'at 2026-12-01T02:00:00.000Z', words: 'once, at 2026-12-01T02:00:00.000Z' },
      },
    ]);
    expect(ignored).toEqual([]);
  });

  it('lie in another folder on Red Hat, and are told by uid where the owner is not known', () => {
    const running = name.replace('a', '=');
    const { entries } = readAtJobs(treeOf({ [`/var/spool/at/${name}`]: JOB, [`/var/spool/at/${running}`]: JOB }));
    expect(entries.map(({ at: { file }, user }) => [file, user])).toEqual([
      [`/var/spool/at/${running}`, '1001'],
      [`/var/spool/at/${name}`, '1001'],
    ]);
  });

  it('are listed where they are none, or could not be read', () => {
    const unread = `/var/spool/at/${name}`;
    const { entries, ignored } = readAtJobs(
      treeOf({ '/var/spool/at/notes': 'x', [unread]: 'x' }, {}, { [unread]: { left: 'may not be read', content: () => undefined } }),
    );
    expect(entries).toEqual([]);
    expect(ignored.map(({ why }) => why).sort()).toEqual(['it could not be read', 'it is no job of at']);
  });
});

describe('a line that Twinrun switched off', () => {
  it('is the entry that it was, disabled', () => {
    const { entries } = readCrontab({
      file: 'x',
      text: '#twinrun-off 0a1b2c3d4e5f 30 4 * * * /opt/old.sh >> log 2>&1\n',
      form: 'user',
      owner: 'app',
    });
    expect(entries).toMatchObject([
      { enabled: false, disabledBecause: 'Twinrun switched it off', command: '/opt/old.sh >> log 2>&1', schedule: { cron: '30 4 * * *' } },
    ]);
  });
});
