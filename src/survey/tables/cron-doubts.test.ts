import { describe, expect, it } from 'vitest';
import { treeOf } from '../../testing/host-tree.ts';
import { readTables } from './read-tables.ts';

const TABLE = 'CRON_TZ=Asia/Tokyo\n30 1 * * * /opt/a.sh\n';
const at = '/var/spool/cron/crontabs/app';

describe('what cron makes of a table', () => {
  it('goes by CRON_TZ on hosts with cronie, and not on Debian, where it says so', () => {
    expect(readTables(treeOf({ '/var/spool/cron/app': TABLE })).entries).toMatchObject([{ schedule: { cron: '30 1 * * *', zone: 'Asia/Tokyo' } }]);
    const { entries, ignored } = readTables(treeOf({ [at]: TABLE, '/etc/debian_version': '12.5\n' }));
    expect(entries.map(({ schedule }) => schedule)).toEqual([{ written: '30 1 * * *', cron: '30 1 * * *' }]);
    expect(ignored).toEqual([{ at: { file: at, line: 1 }, why: expect.stringContaining('not in Asia/Tokyo') }]);
  });

  it('says that cron hands the line ends of Windows to the command', () => {
    const { entries, ignored } = readTables(treeOf({ [at]: '# x\r\nA=1\r\n30 1 * * * /opt/a.sh\r\n@daily /opt/b.sh\r\n' }));
    expect(entries.map(({ command }) => command)).toEqual(['/opt/a.sh', '/opt/b.sh']);
    expect(ignored).toEqual([{ at: { file: at, line: 3 }, why: expect.stringContaining('carriage return') }]);
  });
});
