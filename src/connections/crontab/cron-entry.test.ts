import { describe, expect, it } from 'vitest';
import { cronEntry, programsOf } from './cron-entry.ts';

describe('an entry of a crontab', () => {
  it.each([
    ['30 1 * * * bin/run.sh >> log', {}, '30 1 * * * ', 'bin/run.sh >> log'],
    ['  30\t1 * * *   bin/run.sh', { file: '/var/lib/tables/batch' }, '  30\t1 * * *   ', 'bin/run.sh'],
    ['@daily bin/run.sh', {}, '@daily ', 'bin/run.sh'],
    ['30 1 * * * export bin/run.sh', { file: '/etc/cron.d/batch' }, '30 1 * * * export ', 'bin/run.sh'],
    ['@hourly root bin/run.sh a%b', { file: '/etc/crontab' }, '@hourly root ', 'bin/run.sh a%b'],
  ])('%s', (line, place, head, command) => expect(cronEntry(line, place)).toEqual({ head, command }));

  it.each(['# 30 1 * * * bin/run.sh', '', '   ', 'MAILTO=ops', 'PATH = /usr/bin:/bin', '30 1 * *'])('is none: %s', (line) =>
    expect(cronEntry(line, {})).toBeUndefined(),
  );

  it.each([
    ['bin/run.sh --daily >> log/run.log 2>&1', ['bin/run.sh']],
    ['A=1 B="x y" /opt/run', ['/opt/run']],
    ['/usr/bin/flock -n /var/lock/run /bin/sh /opt/run.sh', ['/var/lock/run', '/opt/run.sh']],
    ['python3 "/opt/run.py" day%stdin/here', ['/opt/run.py']],
    ['export-all | logger -t x', ['export-all']],
  ])('runs of %s', (command, programs) => expect(programsOf(command)).toEqual(programs));
});
