import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../connections/connections.ts';
import type { TakeRequest } from '../model/runner.ts';
import { commandProbe } from '../probes/command-probe.ts';
import { sha256 } from '../runtime/hash.ts';
import { testContext } from '../testing/context.ts';
import { type OpensshServer, startOpenssh } from '../testing/openssh-server.ts';
import { lives } from '../testing/processes.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { sshRunner } from './ssh-runner.ts';

/** A shell that reads .bashrc also for a command, which is how these hosts become odd. */
const isBash = userInfo().shell?.endsWith('/bash') ?? false;

describeWithPrograms(['sshd', 'ssh-keygen', 'busybox'], 'hosts as one would not have them', (programs) => {
  const folder = temporaryFolder();
  const x = testContext();
  const servers: OpensshServer[] = [];
  let connections: Connections;
  let logs = 0;

  beforeAll(async () => {
    const applets = join(folder, 'applets');
    mkdirSync(applets);
    // Debian's BusyBox: neither getent nor shasum, and a ps that knows no `-p` and no `etime`.
    const names = 'sh ps sed tr cat cut grep head tail id env date readlink printf touch sleep setsid uname sha256sum ls expr true'.split(' ');
    for (const name of names) symlinkSync(programs.busybox ?? '', join(applets, name));
    const start = async (name: string, bashrc: string, ...options: string[]) => {
      const server = await startOpenssh(programs.sshd ?? '', join(folder, name), options);
      for (const file of ['.bashrc', 'rc']) writeFileSync(join(folder, name, file), bashrc);
      servers.push(server);
      return server.address;
    };
    // No line end: the next thing that is printed stands behind it.
    const greeting = 'echo "Welcome to batch, $(date +%N)"; echo "3 updates" >&2; printf "Last login: today"\n';
    const cutting = join(folder, 'cutting-bin');
    mkdirSync(cutting);
    // Whoever lists processes there loses the connection.
    const cut = `case "$*" in *-A*) kill -9 "$(sed 's/^.*) . \\([0-9]*\\) .*/\\1/' /proc/$PPID/stat)" ;; *) exec /usr/bin/ps "$@" ;; esac`;
    writeFileSync(join(cutting, 'ps'), `#!/bin/sh\n${cut}\n`, { mode: 0o755 });
    const hosts = {
      cutting: await start('cutting', `PATH=${cutting}:/usr/bin:/bin\n`),
      noisy: await start('noisy', greeting),
      bare: await start('bare', `PATH=${applets}\n`),
      closed: await start('closed', '', 'ForceCommand /usr/sbin/nologin'),
      // Each command comes to a shell of the host's own, among its arguments and in its environment.
      forced: await start('forced', greeting, `ForceCommand sh -c '. "$HOME/rc"; sh -c "$SSH_ORIGINAL_COMMAND"; exit $?'`),
    };
    connections = makeConnections({ kind: 'real', hosts, databases: {}, aws: {} }, x);
  });
  afterAll(async () => {
    await connections.close();
    for (const server of servers) await server.stop();
  });

  function script(name: string, lines: string): string {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${lines}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  async function run(host: string, command: readonly string[], timeoutMs = 20_000, more: { besideCron?: string } = {}) {
    logs += 1;
    const logFile = join(folder, `log-${logs}.txt`);
    const take: TakeRequest = { run: `odd-${process.pid}-${logs}`, take: 'legacy-1', side: 'legacy', environment: {}, timeoutMs, logFile };
    const observation = await sshRunner(connections).run({ host, command: [...command], ...more }, take, x);
    return { ...observation, text: readFileSync(logFile, 'utf8') };
  }

  it.skipIf(!isBash)(
    'takes nothing of what a login shell greets with for the batch, its facts or a figure (where bash is the login shell)',
    async () => {
      const path = script('quiet.sh', 'echo out');
      const { outcome, text, facts } = await run('noisy', [path]);
      // What it says on stderr comes by a channel of its own, in no order: it stays in the log.
      expect([outcome, text.split('\n').sort()]).toEqual([{ kind: 'exited', exitCode: 0 }, ['', '3 updates', 'out']]);
      expect(facts).toMatchObject({ 'script.sha256': sha256(readFileSync(path)), 'host.kernel': expect.stringMatching(/^Linux /) });
      const figure = { command: ['echo', '42'], host: 'noisy', timeout: 10_000 };
      expect(await commandProbe(connections).read(figure, x)).toBe('42');
    },
  );

  it.each(['noisy', 'bare', 'forced'])('ends a hung batch and its daemon on the host %s', async (host) => {
    const hang = script(`hang-${host}.sh`, 'sleep 300 & echo "child $!"; (setsid sleep 300 & echo "daemon $!"); wait');
    const { outcome, text } = await run(host, [hang], 3_000);
    expect(outcome).toEqual({ kind: 'timed-out', afterMs: 3_000 });
    const pids = [...text.matchAll(/^(child|daemon) (\d+)$/gm)].map(([, , pid]) => lives(Number(pid)));
    expect(pids).toEqual([false, false]);
  });

  it.skipIf(!isBash)('calls nothing gone where the connection is lost while it is looked for (where bash is the login shell)', async () => {
    const hang = script('hang-cut.sh', 'echo "child $$"; exec sleep 300');
    const { outcome, text } = await run('cutting', [hang], 2_000, { besideCron: 'its ps cuts the connection' });
    expect(outcome).toMatchObject({ kind: 'unknown', reason: { id: 'ssh.still-running' } });
    const pid = Number(/child (\d+)/.exec(text)?.[1]);
    expect(lives(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });

  it.each(['noisy', 'bare', 'forced'])('sees a run under way on the host %s: by a link, with blanks, by an interpreter', async (host) => {
    mkdirSync(join(folder, `my batch ${host}`));
    const real = script(`my batch ${host}/run me.sh`, 'sleep 300; :');
    const link = join(folder, `current-${host}`);
    symlinkSync(real, link);
    const underWay = { kind: 'not-started', error: { code: 'ssh.run-under-way', received: expect.stringContaining('run me.sh') } };
    const other = spawn(real, { stdio: 'ignore', detached: true });
    try {
      await expect.poll(() => readFileSync(`/proc/${other.pid}/cmdline`, 'utf8')).toContain('run me.sh');
      for (const command of [[real], [link], ['/bin/sh', link], ['sh', '-c', `exec '${link}'`]])
        expect([command, (await run(host, command)).outcome]).toMatchObject([command, underWay]);
      // Another script of the same interpreter is none of it.
      expect((await run(host, ['/bin/sh', script(`other-${host}.sh`, 'true')])).outcome).toEqual({ kind: 'exited', exitCode: 0 });
    } finally {
      if (other.pid !== undefined) process.kill(-other.pid, 'SIGKILL');
    }
  });

  it('says that nothing was started where the login runs no commands', async () => {
    const path = script('never.sh', `touch ${folder}/ran`);
    expect((await run('closed', [path])).outcome).toMatchObject({
      kind: 'not-started',
      error: { code: 'ssh.no-shell', received: expect.stringContaining('not available') },
    });
  });
});
