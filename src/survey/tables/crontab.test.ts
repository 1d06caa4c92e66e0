import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCrontab } from './crontab-file.ts';
import { readCrontabLine } from './crontab-line.ts';

const user = (text: string) => readCrontab({ file: '/var/spool/cron/crontabs/app', text, form: 'user', owner: 'app' });
const system = (text: string) => readCrontab({ file: '/etc/crontab', text, form: 'system' });

describe('a line of a crontab', () => {
  it.each([
    ['30 1 * * * /opt/a.sh', { kind: 'job', schedule: '30 1 * * *', command: '/opt/a.sh' }],
    ['  */5\t* * jan-mar sun   /opt/a b', { kind: 'job', schedule: '*/5 * * jan-mar sun', command: '/opt/a b' }],
    ['@reboot /opt/a', { kind: 'job', schedule: '@reboot', command: '/opt/a' }],
    ['0 1 * * * date +\\%F > /x', { kind: 'job', schedule: '0 1 * * *', command: 'date +%F > /x' }],
    ['0 1 * * * mail x%Hello%you', { kind: 'job', schedule: '0 1 * * *', command: 'mail x', stdin: 'Hello\nyou\n' }],
    ['PATH=/usr/bin:/bin', { kind: 'environment', name: 'PATH', value: '/usr/bin:/bin' }],
    ['"A B" = " x "', { kind: 'environment', name: 'A B', value: ' x ' }],
    ["MAILTO = ''", { kind: 'environment', name: 'MAILTO', value: '' }],
    ['# words', { kind: 'comment', text: 'words' }],
    ['', { kind: 'blank' }],
    ['0/5 * * * * /opt/a', { kind: 'job', schedule: '0/5 * * * *', command: '/opt/a' }],
  ])('reads %j', (line, expected) => expect(readCrontabLine(line, 'user')).toEqual(expected));

  it.each(['61 * * * * x y', 'every day do it', '@every 5m x', '* * * *'])('refuses %j', (line) => {
    // What looks like five fields is an entry, whatever cron thinks of its numbers.
    expect(readCrontabLine(line, 'user').kind).toBe(line.startsWith('61') ? 'job' : 'bad');
  });

  it('has a user in the system form', () => {
    expect(readCrontabLine('17 * * * * root cd / && run-parts /etc/cron.hourly', 'system')).toEqual({
      ...{ kind: 'job', schedule: '17 * * * *', user: 'root', command: 'cd / && run-parts /etc/cron.hourly' },
    });
  });
});

describe('a crontab', () => {
  it('keeps line, comment, environment, zone and disabled lines apart', () => {
    const { entries, ignored } = user(
      [
        'CRON_TZ=Asia/Tokyo',
        'A=1',
        '# The export.',
        '30 1 * * * /opt/a',
        '',
        '# old',
        '#0 2 * * * /opt/b',
        'A=2',
        '@daily /opt/c',
        'what is this',
        '',
      ].join('\n'),
    );
    expect(
      entries.map(({ at, enabled, comment, schedule, environment }) => [at.line, enabled, comment, schedule.zone, environment.at(-1)?.value]),
    ).toEqual([
      [4, true, 'The export.', 'Asia/Tokyo', '1'],
      [7, false, 'old', 'Asia/Tokyo', '1'],
      [9, true, undefined, 'Asia/Tokyo', '2'],
    ]);
    expect(ignored).toEqual([{ at: { file: '/var/spool/cron/crontabs/app', line: 10 }, why: 'it has no time and command' }]);
  });

  it('says that cron passes over a last line without an end', () => {
    expect(user('0 1 * * * /opt/a').entries).toMatchObject([{ enabled: false, disabledBecause: expect.stringContaining('no end') }]);
  });

  it('takes a headline and sentences for no entries', () => {
    expect(
      system('# m h dom mon dow user\tcommand\n# 5 of these 2 are * not for you\n# * * * * * user-name command to be executed\n').entries.filter(
        ({ enabled }) => enabled,
      ),
    ).toEqual([]);
  });
});

describe('any crontab', () => {
  const field = (from: number, to: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.integer({ min: from, max: to }).map(String),
      fc.integer({ min: 2, max: 9 }).map((step) => `*/${step}`),
    );
  const schedule = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7)).map((fields) => fields.join(' '));
  // A command of printable characters; `%` would be stdin, and blanks at its ends are not kept.
  const text = (unit: string) => fc.string({ unit: fc.constantFrom(...unit), minLength: 1, maxLength: 30 }).map((one) => `/${one}`.trim());
  const command = text('abc /-_=.|&;<>"\'$(){}#@!*?~');

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(schedule, command, fc.option(text('ab c'))), { maxLength: 12 }), (jobs) => {
        const written = jobs.map(([when, what, input]) => `${when} ${what}${input === null ? '' : `%${input}`}\n`).join('');
        const read = user(written).entries.map((entry) => [entry.schedule.written, entry.command, entry.stdin ?? null]);
        expect(read).toEqual(jobs.map(([when, what, input]) => [when, what, input === null ? null : `${input}\n`]));
      }),
    );
  });

  it('never crashes, and loses no line: each is an entry, ignored, or neither time nor command', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('user' as const, 'system' as const), (bytes, form) => {
        const content = new TextDecoder().decode(bytes);
        const { entries, ignored } = readCrontab({ file: 'f', text: content, form });
        const lines = content
          .split('\n')
          .filter(
            (line) =>
              line.trim() !== '' &&
              !/^[ \t]*#/.test(line) &&
              readCrontabLine(line, form).kind !== 'environment' &&
              readCrontabLine(line, form).kind !== 'blank',
          );
        expect(entries.filter(({ disabledBecause }) => disabledBecause !== 'it is commented out').length + ignored.length).toBe(lines.length);
      }),
    );
  });
});
