import { describe, expect, it } from 'vitest';
import { testContext } from '../../testing/context.ts';
import { treeOf } from '../../testing/host-tree.ts';
import { surveyTree } from '../survey-tree.ts';
import { readUsers } from './read-users.ts';

const usersOf = (answers: Readonly<Record<string, string>>, texts: Readonly<Record<string, string>> = {}) => readUsers(treeOf(texts, answers), []);

describe('logins', () => {
  it('are those of last(1), by account and place, as it writes them', () => {
    const last = [
      'export   pts/0        10.0.0.5         Mon Mar  2 10:00 - 10:20  (00:20)',
      'export   pts/1        10.0.0.5         Sun Mar  1 09:00 - 09:20  (00:20)',
      'root     tty1                          Sat Feb 28 08:00   still logged in',
      'ftpuser  ftpd1234     host-with-a-long.name.example Fri Feb 27 07:00:01 2026 - Fri Feb 27 07:00:09 2026  (00:00)',
      'reboot   system boot  6.1.0-13-amd64   Fri Feb 27 06:59   still running',
      '',
      'wtmp begins Sun Feb  1 00:00:01 2026',
    ].join('\n');
    expect(usersOf({ last }).logins).toEqual([
      { user: 'export', from: '10.0.0.5', count: 2, last: 'Mon Mar  2 10:00' },
      { user: 'root', count: 1, last: 'Sat Feb 28 08:00' },
      { user: 'ftpuser', from: 'host-with-a-long.name.example', count: 1, last: 'Fri Feb 27 07:00:01 2026' },
    ]);
  });

  it('are none where last says nothing', () => expect(usersOf({}).logins).toEqual([]));
});

describe('shared file systems', () => {
  it('are mounts from elsewhere, of /proc/mounts or mount(8)', () => {
    const proc = 'nas:/vol1 /mnt/nas nfs4 rw,relatime 0 0\n/dev/sda1 / ext4 rw 0 0\n//win/share /mnt/win cifs rw 0 0\nproc /proc proc rw 0 0\n';
    expect(usersOf({ mounts: proc }).mounts).toEqual([
      { source: 'nas:/vol1', on: '/mnt/nas', type: 'nfs4' },
      { source: '//win/share', on: '/mnt/win', type: 'cifs' },
    ]);
    const mount = 'nas:/vol1 on /mnt/nas type nfs (rw)\n/dev/sda1 on / type ext4 (rw)\nbucket on /s3 type fuse.s3fs (rw)\n';
    expect(usersOf({ mounts: mount }).mounts.map(({ on, type }) => `${on} ${type}`)).toEqual(['/mnt/nas nfs', '/s3 fuse.s3fs']);
  });

  it('are exports(5), with comments and lines that go on', () => {
    const text = '# exports\n/srv/out 10.0.0.0/8(ro) *.example(rw)\n\n/home\\\n  host(rw)  # for backups\n"/srv/with blank" host(ro)\n/srv/all\n';
    expect(usersOf({}, { '/etc/exports': text, '/etc/exports.d/more.exports': '/more h\n', '/etc/exports.d/x.bak': '/x h\n' }).exports).toEqual([
      { path: '/srv/out', to: '10.0.0.0/8(ro) *.example(rw)', at: { file: '/etc/exports', line: 2 } },
      { path: '/home', to: 'host(rw)', at: { file: '/etc/exports', line: 4 } },
      { path: '/srv/with blank', to: 'host(ro)', at: { file: '/etc/exports', line: 6 } },
      { path: '/srv/all', to: '*', at: { file: '/etc/exports', line: 7 } },
      { path: '/more', to: 'h', at: { file: '/etc/exports.d/more.exports', line: 1 } },
    ]);
  });
});

describe('listening ports', () => {
  it('are those of ss(8)', () => {
    const listening = [
      'State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process',
      'LISTEN 0      128          0.0.0.0:22        0.0.0.0:*    users:(("sshd",pid=700,fd=3))',
      'LISTEN 0      4096   127.0.0.53%lo:53        0.0.0.0:*',
      'LISTEN 0      511             [::]:21           [::]:*    users:(("vsftpd",pid=9,fd=1))',
      'LISTEN 0      511                *:8080            *:*',
    ].join('\n');
    expect(usersOf({ listening }).listening).toEqual([
      { address: '0.0.0.0', port: 22, program: 'sshd' },
      { address: '127.0.0.53%lo', port: 53 },
      { address: '[::]', port: 21, program: 'vsftpd' },
      { address: '*', port: 8080 },
    ]);
  });

  it('are those of netstat(8) of old hosts, and of BusyBox', () => {
    const listening = [
      'Proto Recv-Q Send-Q Local Address               Foreign Address             State       PID/Program name',
      'tcp        0      0 0.0.0.0:22                  0.0.0.0:*                   LISTEN      1234/sshd           ',
      'tcp        0      0 :::21                       :::*                        LISTEN      -',
      'tcp        0      0 10.0.0.1:39001              10.0.0.2:22                 ESTABLISHED 1/x',
    ].join('\n');
    expect(usersOf({ listening }).listening).toEqual([
      { address: '0.0.0.0', port: 22, program: 'sshd' },
      { address: '::', port: 21 },
    ]);
  });

  it('are those of /proc/net/tcp where there is no program', () => {
    const listening =
      '  sl  local_address rem_address   st tx_queue rx_queue\n   0: 00000000:0016 00000000:0000 0A 00000000:00000000\n   1: 0100007F:1F90 0100007F:0016 01 00000000:00000000\n   0: 00000000000000000000000000000000:0015 00000000000000000000000000000000:0000 0A 0:0\n';
    expect(usersOf({ listening }).listening).toEqual([
      { address: '*', port: 22 },
      { address: '*', port: 21 },
    ]);
  });
});

describe('readers of what batches write', () => {
  const CRON = { '/etc/cron.d/x': '0 1 * * * root date > /srv/out/list_$(date +\\%F).csv; date > /srv/out/last.csv\n' };
  const readersOf = async (transfers: string, more = {}) =>
    (await surveyTree(treeOf({ ...CRON, '/srv/out/last.csv': '' }, { transfers }, { '/srv/out/last.csv': more }), testContext())).users.readers;

  it('are told by the logs of SFTP and FTP, by their account', async () => {
    const transfers = [
      'Mar  2 03:00:01 h internal-sftp[77]: session opened for local user partner from [10.9.9.9]',
      'Mar  2 03:00:02 h internal-sftp[77]: open "/srv/out/list_2026-03-02.csv" flags READ mode 0666',
      'Mar  2 03:00:03 h internal-sftp[77]: open "/srv/out/other.txt" flags READ mode 0666',
      'Mar  2 03:00:04 h internal-sftp[78]: open "/srv/out/last.csv" flags WRITE,CREATE mode 0666',
      'Mon Mar  2 04:00:00 2026 1 10.9.9.8 512 /srv/out/last.csv b _ o r ftpuser ftp 0 * c',
      'Mon Mar  2 05:00:00 2026 1 10.9.9.8 512 /srv/out/last.csv b _ i r ftpuser ftp 0 * c',
    ].join('\n');
    expect(await readersOf(transfers)).toEqual([
      { path: '/srv/out/list_2026-03-02.csv', by: 'partner', seen: 'log' },
      { path: '/srv/out/last.csv', by: 'ftpuser', seen: 'log' },
    ]);
  });

  it('are told by a time of reading that is later than the writing', async () => {
    expect(await readersOf('', { modified: 1000, accessed: 1001 })).toEqual([]);
    expect(await readersOf('', { modified: 1000, accessed: 5000 })).toEqual([
      { path: '/srv/out/last.csv', seen: 'atime', last: '1970-01-01T01:23:20.000Z' },
    ]);
  });
});
