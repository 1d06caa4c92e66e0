import { describe, expect, it } from 'vitest';
import { testContext } from '../../testing/context.ts';
import { treeOf } from '../../testing/host-tree.ts';
import { surveyTree } from '../survey-tree.ts';
import { shellTextOf } from './systemd-command.ts';
import { readSystemdTimers } from './systemd-timers.ts';

const unit = (name: string) => `/etc/systemd/system/${name}`;
const TIMER = '[Timer]\nOnCalendar=*-*-* 02:30\n[Install]\nWantedBy=timers.target\n';
const WANTED = { [unit('timers.target.wants/x.timer')]: '-> ../x.timer' };

describe('timers of systemd', () => {
  it('start the service of their name, or the one that they name, enabled where a target wants them', () => {
    const { entries } = readSystemdTimers(
      treeOf({
        ...WANTED,
        [unit('x.timer')]: TIMER,
        [unit('x.service')]:
          '[Unit]\nDescription=X\n[Service]\nUser=app\nWorkingDirectory=-/opt/x\nEnvironment=A=1 "B=two words"\nExecStart=-/opt/x/run.sh --all\n',
        '/lib/systemd/system/y.timer': '[Timer]\nOnBootSec=5min\nUnit=z.service\n[Install]\nWantedBy=timers.target\n',
        '/lib/systemd/system/z.service': '[Service]\nExecStart=/bin/z\nExecStart=/bin/zz\n',
      }),
    );
    expect(entries).toMatchObject([
      {
        ...{ scheduler: 'systemd', timer: 'x.timer', enabled: true, user: 'app', comment: 'X', command: '/opt/x/run.sh --all', folder: '/opt/x' },
        at: { file: unit('x.service'), line: 7 },
        environment: [
          { name: 'A', value: '1' },
          { name: 'B', value: 'two words' },
        ],
        schedule: { written: 'OnCalendar=*-*-* 02:30', calendars: ['*-*-* 02:30'] },
      },
      {
        timer: 'y.timer',
        enabled: false,
        disabledBecause: 'it is not enabled: no target wants it',
        command: '/bin/z',
        schedule: { words: '5min after the boot' },
      },
      { timer: 'y.timer', command: '/bin/zz' },
    ]);
  });

  it('are changed by drop-ins, in the order of their names, wherever they lie', () => {
    const { entries } = readSystemdTimers(
      treeOf({
        ...WANTED,
        '/lib/systemd/system/x.timer': TIMER,
        '/lib/systemd/system/x.timer.d/20-late.conf': '[Timer]\nOnCalendar=\nOnCalendar=04:00\n',
        [unit('x.timer.d/10-early.conf')]: '[Timer]\nOnCalendar=03:00\n',
        // The one in /etc counts.
        '/lib/systemd/system/x.service.d/a.conf': '[Service]\nUser=other\n',
        [unit('x.service.d/a.conf')]: '[Service]\nExecStart=\nExecStart=/opt/new.sh\n',
        '/lib/systemd/system/x.service': '[Service]\nUser=app\nExecStart=/opt/old.sh\n',
      }),
    );
    expect(entries).toMatchObject([
      { user: 'app', command: '/opt/new.sh', at: { file: unit('x.service.d/a.conf'), line: 3 }, schedule: { calendars: ['04:00'] } },
    ]);
  });

  it('pass over what is masked, and say so', () => {
    const read = readSystemdTimers(
      treeOf({
        ...WANTED,
        [unit('x.timer')]: '-> /dev/null',
        '/lib/systemd/system/x.timer': TIMER,
        '/lib/systemd/system/x.service': '[Service]\nExecStart=/x\n',
      }),
    );
    expect(read).toMatchObject({ entries: [], ignored: [{ at: { file: 'x.timer' }, why: expect.stringContaining('masked') }] });
    const service = readSystemdTimers(
      treeOf({
        ...WANTED,
        [unit('x.timer')]: TIMER,
        [unit('x.service')]: '-> /dev/null',
        '/lib/systemd/system/x.service': '[Service]\nExecStart=/x\n',
      }),
    );
    expect(service).toMatchObject({ entries: [], ignored: [{ why: 'the unit x.service that it starts is masked' }] });
    const none = readSystemdTimers(treeOf({ ...WANTED, [unit('x.timer')]: TIMER }));
    expect(none.ignored).toMatchObject([{ why: 'the unit x.service that it starts was not found' }]);
  });

  it('of a template are its instances that targets want', () => {
    const { entries } = readSystemdTimers(
      treeOf({
        [unit('timers.target.wants/backup@srv-data.timer')]: '-> /lib/systemd/system/backup@.timer',
        '/lib/systemd/system/backup@.timer': TIMER,
        '/lib/systemd/system/backup@.service': '[Service]\nExecStart=/opt/backup.sh %i /%I 100%% %n\n',
        [unit('backup@srv-data.service.d/user.conf')]: '[Service]\nUser=keeper\n',
      }),
    );
    expect(entries).toMatchObject([
      { timer: 'backup@.timer', enabled: false, disabledBecause: 'it is a template without an instance' },
      { timer: 'backup@srv-data.timer', enabled: true, user: 'keeper', command: '/opt/backup.sh srv-data /srv/data 100% backup@srv-data.service' },
    ]);
  });

  it('lead to what runs beside the program, and to the settings files of the service', async () => {
    const survey = await surveyTree(
      treeOf({
        ...WANTED,
        [unit('x.timer')]: TIMER,
        [unit('x.service')]: [
          '[Service]',
          'EnvironmentFile=/etc/default/x',
          'EnvironmentFile=-/etc/default/none',
          'EnvironmentFile=/etc/default/missing',
          'ExecStartPre=/bin/sh -c "mkdir -p /run/x && cp /etc/x.conf /run/x/"',
          'ExecStart=/opt/x.sh ${OUT}',
          'ExecStartPost=/usr/bin/curl -fsS https://watch.example/ping',
          '',
        ].join('\n'),
        '/etc/default/x': '# where\nOUT=/srv/out.csv\nDB_PASSWORD=hunter2-long\n',
        '/opt/x.sh': '#!/bin/sh\ndate > "$1"\npsql -h db.example -c "SELECT 1 FROM t"\necho "$DB_PASSWORD" | cat\n',
      }),
      testContext(),
    );
    const [entry] = survey.entries;
    expect(survey.entries).toHaveLength(1);
    expect(entry?.uses.files).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: '/srv/out.csv', access: 'write', at: { file: '/opt/x.sh', line: 2 } }),
        expect.objectContaining({ path: '/etc/x.conf', access: 'read', at: { file: unit('x.service'), line: 5 } }),
      ]),
    );
    expect(entry?.uses.objects).toEqual([expect.objectContaining({ address: 'https://watch.example/ping' })]);
    expect(entry?.uses.variables).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'OUT', origin: 'profile', definedAt: { file: '/etc/default/x', line: 2 } })]),
    );
    expect(entry?.uses.unresolved).toEqual([expect.objectContaining({ kind: 'settings-missing', what: '/etc/default/missing' })]);
    expect(entry?.uses.secrets).toEqual(expect.arrayContaining([expect.objectContaining({ at: { file: '/etc/default/x', line: 3 } })]));
    expect(JSON.stringify(survey)).not.toContain('hunter2');
    expect(entry?.schedule).toMatchObject({
      cron: '30 2 * * *',
      next: ['2026-11-28T02:30:00.000Z', '2026-11-29T02:30:00.000Z', '2026-11-30T02:30:00.000Z'],
    });
  });

  it('say why the fires of an expression are not computed', async () => {
    const survey = await surveyTree(
      treeOf({
        ...WANTED,
        [unit('x.timer')]: '[Timer]\nOnCalendar=*:*:0/10\nOnCalendar=Sun 03:00\n',
        [unit('x.service')]: '[Service]\nExecStart=/x\n',
      }),
      testContext(),
    );
    const [entry] = survey.entries;
    expect(entry?.schedule.words).toContain('fires of *:*:0/10 are not computed: expected one start a minute at most');
    expect([entry?.schedule.cron, entry?.schedule.next[0]]).toEqual([undefined, '2026-11-29T03:00:00.000Z']);
  });

  it.each([
    ['-/opt/a.sh x', '/opt/a.sh x'],
    ['@/bin/sh shown -c "echo $A"', '/bin/sh -c "echo $A"'],
    ['/bin/echo a > b | c && d', '/bin/echo a \\> b \\| c \\&\\& d'],
    ['/bin/a *.csv ; /bin/b', '/bin/a \\*.csv ; /bin/b'],
    ["/bin/a '$B' $$ 'it is'", '/bin/a "$B" \\$ \'it is\''],
    ['!!/bin/a "x;y"', '/bin/a "x;y"'],
  ])('take %s for %s in a shell', (written, shell) => expect(shellTextOf(written)).toBe(shell));
});
