import { describe, expect, it } from 'vitest';
import { programsIn } from './find-running.ts';

describe('what of a command a list of processes is searched for', () => {
  it.each<[readonly string[], readonly string[]]>([
    [['/opt/batch/export.sh', '/data/in.csv'], ['/opt/batch/export.sh']],
    [['/opt/my batch/run me.sh'], ['/opt/my batch/run me.sh']],
    [['export-all'], ['export-all']],
    [['/usr/bin/python3', '-u', 'export.py', '/etc/batch.yaml'], ['export.py']],
    [['java', '-Xmx512m', '-jar', '/opt/batch.jar'], ['/opt/batch.jar']],
    [['timeout', '10m', 'nice', '-n', '5', '/opt/x.sh'], ['/opt/x.sh']],
    [['env', 'PATH=/opt/bin', '/bin/bash', '/opt/my batch/x.sh'], ['/opt/my batch/x.sh']],
    [
      ['flock', '-n', '/var/lock/x', '/opt/x.sh'],
      ['/var/lock/x', '/opt/x.sh'],
    ],
    [
      ['/bin/sh', '-c', "cd '/opt/batch' && ./x.sh --daily >> log"],
      ['/opt/batch', './x.sh'],
    ],
    [['python3', '-m', 'export'], []],
  ])('%j: %j', (command, programs) => expect(programsIn(command)).toEqual(programs));
});
