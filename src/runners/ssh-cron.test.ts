import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../connections/connections.ts';
import type { TakeRequest } from '../model/runner.ts';
import { sha256 } from '../runtime/hash.ts';
import { testContext } from '../testing/context.ts';
import { type OpensshServer, startOpenssh } from '../testing/openssh-server.ts';
import { lives } from '../testing/processes.ts';
import { describeAsRoot } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { hostFacts } from './ssh-facts.ts';
import { sshRunner } from './ssh-runner.ts';

type Settings = Parameters<ReturnType<typeof sshRunner>['run']>[0];

describeAsRoot(['sshd', 'ssh-keygen', 'sudo'], 'a batch as cron runs it, on OpenSSH', (programs) => {
  const folder = temporaryFolder();
  const x = testContext();
  let server: OpensshServer;
  let connections: Connections;
  let logs = 0;

  beforeAll(async () => {
    chmodSync(folder, 0o755);
    server = await startOpenssh(programs.sshd ?? '', join(folder, 'sshd'));
    connections = makeConnections({ kind: 'real', hosts: { batch: server.address }, databases: {}, aws: {} }, x);
  });
  afterAll(async () => {
    await connections.close();
    await server.stop();
  });

  function script(name: string, lines: string): string {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${lines}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  async function run(settings: Omit<Settings, 'host'>, request: Partial<TakeRequest> = {}) {
    logs += 1;
    const logFile = join(folder, `log-${logs}.txt`);
    const take: TakeRequest = { run: 'cron', take: 'legacy-1', side: 'legacy', environment: {}, timeoutMs: 20_000, logFile, ...request };
    const observation = await sshRunner(connections).run({ host: 'batch', ...settings }, take, x);
    return { ...observation, text: () => readFileSync(logFile, 'utf8') };
  }

  it("has cron's environment and nothing of the login, with what the crontab and the take add", async () => {
    const command = [script('show.sh', 'env | sort | grep -Ev "^(_|PWD|SHLVL|OLDPWD)="; pwd')];
    const { outcome, text } = await run({ command, cron: { PATH: '/opt/batch:/usr/bin:/bin' } }, { environment: { BUSINESS_DATE: '2026-01-31' } });
    expect(outcome).toEqual({ kind: 'exited', exitCode: 0 });
    expect(
      text()
        .split('\n')
        .filter((line) => !line.startsWith('LANG=')),
    ).toEqual([
      'BUSINESS_DATE=2026-01-31',
      'HOME=/root',
      'LOGNAME=root',
      'PATH=/opt/batch:/usr/bin:/bin',
      'SHELL=/bin/sh',
      'TWINRUN_TAKE=cron/legacy-1',
      '/root',
      '',
    ]);
  });

  it('runs as another user, hands values over without argument or shell text, and ends the whole group as that user', async () => {
    const show = [script('who.sh', 'id -un; printf "[%s]\\n" "$SECRET"')];
    expect((await run({ command: show, user: 'nobody' }, { environment: { SECRET: "a'b $(id)" } })).text()).toBe("nobody\n[a'b $(id)]\n");
    const hang = [script('hang.sh', 'sleep 300 & echo "child $!"; (setsid sleep 300 & echo "daemon $!"); wait')];
    const hung = await run({ command: hang, user: 'nobody', cron: {} }, { timeoutMs: 3_000 });
    expect(hung.outcome).toEqual({ kind: 'timed-out', afterMs: 3_000 });
    const pids = [...hung.text().matchAll(/^(child|daemon) (\d+)$/gm)].map(([, , pid]) => lives(Number(pid)));
    expect(pids).toEqual([false, false]);
  });

  it('starts nothing where sudo refuses', async () => {
    const { outcome } = await run({ command: [script('never.sh', `touch ${folder}/ran`)], user: 'no-such-user' });
    expect(outcome).toMatchObject({ kind: 'not-started', error: { code: 'ssh.sudo-refused', received: expect.stringContaining('no-such-user') } });
    expect(() => readFileSync(join(folder, 'ran'))).toThrow();
  });

  it('starts nothing beside a run that is under way, and takes no editor for one', async () => {
    const path = script('slow.sh', 'sleep 300');
    const other = spawn(path, { stdio: 'ignore', detached: true });
    try {
      await expect.poll(() => execFileSync('ps', ['-o', 'args=', '-p', String(other.pid)], { encoding: 'utf8' })).toContain('slow.sh');
      const { outcome } = await run({ command: [path] });
      expect(outcome).toMatchObject({ kind: 'not-started', error: { code: 'ssh.run-under-way', received: expect.stringContaining(path) } });
      expect((await run({ command: [script('quick.sh', 'true'), path] })).outcome).toEqual({ kind: 'exited', exitCode: 0 });
    } finally {
      if (other.pid !== undefined) process.kill(-other.pid, 'SIGKILL');
    }
    const watcher = spawn('tail', ['-f', path], { stdio: 'ignore' });
    try {
      expect((await run({ command: [path] }, { timeoutMs: 1_500 })).outcome).toMatchObject({ kind: 'timed-out' });
    } finally {
      watcher.kill();
    }
  });

  it('takes no question about the program for a run of it: nothing that a host shows while it is asked names it', async () => {
    const path = script('asked.sh', 'true');
    const real = await connections.ssh('batch');
    const asked: string[] = [];
    const exec: typeof real.exec = (text) => {
      asked.push(text);
      return real.exec(text);
    };
    const connection = { host: real.host, exec } as typeof real;
    const facts = await hostFacts(connection, { command: [path], user: 'nobody', cron: {} }, x.clock);
    expect(facts).toMatchObject({ 'host.kernel': expect.stringContaining('Linux'), 'script.sha256': sha256(readFileSync(path)) });
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toContain('asked.sh');
  });

  it('starts nothing when its scheduler is about to, and says whether a crontab names it', async () => {
    const path = script('due.sh', 'true');
    const entry = `/etc/cron.d/twinrun-test-${process.pid}`;
    const soon = { environment: {}, schedule: { cron: '* * * * *', zone: 'Asia/Tokyo' }, timeoutMs: 120_000 };
    const due = (received: string) => ({ kind: 'not-started', error: { code: 'ssh.run-due', received: expect.stringContaining(received) } });
    writeFileSync(entry, `# 0 0 30 2 * root ${path}\n`);
    try {
      expect((await run({ command: [path] }, soon)).outcome).toMatchObject(due('no crontab that we may read'));
      writeFileSync(entry, `0 0 30 2 * root ${path}\n`);
      expect((await run({ command: [path] }, soon)).outcome).toMatchObject(due('a crontab there names it'));
      expect((await run({ command: [path], besideCron: 'it takes a lock of its own' }, soon)).outcome).toEqual({ kind: 'exited', exitCode: 0 });
      const far = { ...soon, schedule: { cron: '0 0 29 2 *', zone: 'UTC' } };
      expect((await run({ command: [path] }, far)).outcome).toEqual({ kind: 'exited', exitCode: 0 });
    } finally {
      rmSync(entry);
    }
  });
});
