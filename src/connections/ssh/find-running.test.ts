import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateKeyPair } from '../../sandbox/ssh/key-pair.ts';
import { startSshServer } from '../../sandbox/ssh/ssh-server.ts';
import { testContext } from '../../testing/context.ts';
import { until } from '../../testing/processes.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { findRunning, programsIn } from './find-running.ts';
import { connectSsh } from './ssh-connection.ts';

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

it("takes no run of another sandbox for one on this sandbox's host", async () => {
  const [root, other] = [temporaryFolder(), temporaryFolder()];
  const home = join(root, 'home/export');
  const script = `export/run-${process.pid}.sh`;
  const running: ChildProcess[] = [];
  // By the same words, and from a folder that says no longer whose it is.
  const start = async (at: string): Promise<number> => {
    mkdirSync(join(at, 'export'), { recursive: true });
    writeFileSync(join(at, script), '#!/bin/sh\ncd /\ntouch "$HOME/began"\nsleep 60; exit 0\n', { mode: 0o755 });
    const child = spawn('/bin/sh', [script], { cwd: at, detached: true, stdio: 'ignore', env: { PATH: '/usr/bin:/bin', HOME: at } });
    running.push(child);
    await until(() => existsSync(join(at, 'began')), 30_000, testContext().clock);
    return child.pid ?? 0;
  };
  const key = generateKeyPair();
  mkdirSync(home, { recursive: true });
  const exec = { environment: { PATH: '/usr/bin:/bin', TWINRUN_SANDBOX: '1' } };
  const host = await startSshServer({
    hostKey: generateKeyPair().privateKey,
    users: [{ name: 'export', publicKey: key.publicKey, root, home: '/home/export', exec }],
  });
  const [identityFile, known] = [join(root, 'id'), join(root, 'known_hosts')];
  writeFileSync(identityFile, key.privateKey, { mode: 0o600 });
  writeFileSync(known, `[127.0.0.1]:${host.port} ${host.publicKey}\n`);
  const address = { address: '127.0.0.1', port: host.port, user: 'export', knownHosts: [known], identityFiles: [identityFile] };
  const connection = await connectSsh('batch', address, testContext());
  try {
    await start(other);
    expect(await findRunning(connection, script)).toEqual([]);
    const pid = await start(home);
    expect(await findRunning(connection, script)).toMatchObject([{ pid: String(pid) }]);
  } finally {
    for (const { pid } of running) process.kill(-(pid ?? 0), 'SIGKILL');
    connection.close();
    await host.close();
  }
});
