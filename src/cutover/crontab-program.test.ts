import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Connections } from '../connections/connections.ts';
import { cronEntry } from '../connections/crontab/cron-entry.ts';
import type { CrontabPlace } from '../connections/crontab/host-crontab.ts';
import { connectSsh, type SshConnection } from '../connections/ssh/ssh-connection.ts';
import { cronStep } from '../playbooks/cron-step.ts';
import { testContext } from '../testing/context.ts';
import { type OpensshServer, startOpenssh } from '../testing/openssh-server.ts';
import { describeAsRoot } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { claimScriptStep } from './claim-script-step.ts';

/** Stands for the script that takes the claim: whether that works is told elsewhere. */
const CLAIM = '#!/bin/sh\necho "claimed by $(id -un)" >> "$LOG"\nexec "$@"\n';
const [BATCH, OPERATOR] = [`twrb${process.pid}`, `twro${process.pid}`];
const RULES = `/etc/sudoers.d/${BATCH}`;

describeAsRoot(
  ['sshd', 'crontab', 'sudo', 'useradd', 'userdel', 'runuser'],
  "the claim before a line of a user's table, by the crontab program behind a real sshd",
  ({ sshd = '', crontab = '', runuser = '' }) => {
    const folder = temporaryFolder();
    const [run, log] = [join(folder, 'run.sh'), join(folder, 'log')];
    const table = `# jobs\nLOG=${log}\n30 1 * * * DAY=1 ${run} a\\%b "c d" >> ${log} 2>&1\n0 2 * * * other.sh\n`;
    const connections = new Map<string, SshConnection>();
    let server: OpensshServer;

    beforeAll(async () => {
      // Neither has a password, a shell that others can reach, or a home.
      for (const name of [BATCH, OPERATOR]) execFileSync('useradd', ['-M', '-d', '/', '-s', '/bin/sh', '-p', '*', name]);
      chmodSync(folder, 0o755);
      server = await startOpenssh(sshd, join(folder, 'sshd'));
      chmodSync(join(folder, 'sshd'), 0o755);
      chmodSync(join(folder, 'sshd/authorized_keys'), 0o644);
      for (const user of [BATCH, OPERATOR, 'root']) connections.set(user, await connectSsh(user, { ...server.address, user }, testContext()));
      mkdirSync(join(folder, 'bin'));
      // The operator installs the script; the batch only runs it.
      execFileSync('chown', [OPERATOR, join(folder, 'bin')]);
      writeFileSync(run, '#!/bin/sh\necho "ran $DAY $1 $2"\n', { mode: 0o755 });
      writeFileSync(log, '');
      chmodSync(log, 0o666);
    });
    afterAll(async () => {
      for (const connection of connections.values()) connection.close();
      await server.stop();
      rmSync(RULES, { force: true });
      execFileSync(crontab, ['-u', BATCH, '-r']);
      for (const name of [BATCH, OPERATOR]) execFileSync('userdel', ['-f', name], { stdio: 'ignore' });
    });

    const now = () => execFileSync(crontab, ['-u', BATCH, '-l'], { encoding: 'utf8' });
    const as = (login: string) => ({ ssh: async () => connections.get(login) }) as unknown as Connections;
    const request = { timeoutMs: 9_000, legacy: { runner: { kind: 'none', config: {} } } } as never;
    const script = join(folder, 'bin/twinrun-claim-x.sh');

    it.each<[string, string, CrontabPlace]>([
      ['its own user', BATCH, {}],
      ['its own user, who is named', BATCH, { user: BATCH }],
      ['root, by `crontab -u`', 'root', { user: BATCH }],
      ['an operator, by `sudo -n crontab -u`', OPERATOR, { user: BATCH }],
    ])('by %s: is put there, runs as its user, is switched off and on behind it, and goes byte by byte', async (_, login, place) => {
      execFileSync(crontab, ['-u', BATCH, '-'], { input: table });
      writeFileSync(RULES, `${OPERATOR} ALL = NOPASSWD: ${crontab} -u ${BATCH} *\n`, { mode: 0o440 });
      writeFileSync(log, '');
      const install = claimScriptStep(as(login === BATCH ? OPERATOR : login), () => CLAIM);
      expect(await install.run({ host: 'batch', scenario: 'x', path: script }, request, testContext())).toMatchObject({ status: 'ok' });
      const step = cronStep(as(login));
      const leave = async (state: 'on' | 'off' | 'claimed' | 'unclaimed') => {
        const more = state === 'claimed' || state === 'unclaimed' ? { script } : {};
        const { status, text } = await step.run({ host: 'batch', ...place, contains: run, state, ...more }, request, testContext());
        return status === 'ok' ? now() : text;
      };
      expect(now()).toBe(table);
      expect(await step.permitted?.({ host: 'batch', ...place, contains: run, state: 'on' }, request, testContext())).toMatchObject({
        status: 'allowed',
      });
      const claimed = table.replace(`DAY=1 ${run}`, `DAY=1 /bin/sh ${script} ${run}`);
      expect(await leave('claimed')).toBe(claimed);
      // As cron would: by its user, with its variables, `\%` made `%`.
      const [line = ''] = now()
        .split('\n')
        .filter((one) => one.includes(run));
      const command = cronEntry(line, place)?.command.replaceAll('\\%', '%') ?? '';
      execFileSync(runuser, ['-u', BATCH, '--', 'env', '-i', `LOG=${log}`, 'PATH=/usr/bin:/bin', '/bin/sh', '-c', command], { cwd: '/' });
      expect(readFileSync(log, 'utf8')).toBe(`claimed by ${BATCH}\nran 1 a%b c d\n`);
      expect((await leave('off')).replace(/#twinrun-off \w+ /, '')).toBe(claimed);
      expect(await leave('on')).toBe(claimed);
      expect(await leave('unclaimed')).toBe(table);
    });

    it('changes nothing, and says so, where sudo does not let the operator', async () => {
      execFileSync(crontab, ['-u', BATCH, '-'], { input: table });
      rmSync(RULES, { force: true });
      const step = cronStep(as(OPERATOR));
      const settings = { host: 'batch', user: BATCH, contains: run, state: 'claimed', script } as const;
      expect(await step.permitted?.(settings, request, testContext())).toMatchObject({ status: 'denied', text: expect.stringContaining('sudo') });
      expect(await step.run(settings, request, testContext())).toMatchObject({ status: 'failed', started: false });
      // May be read, but not written.
      writeFileSync(RULES, `${OPERATOR} ALL = NOPASSWD: ${crontab} -u ${BATCH} -l\n`, { mode: 0o440 });
      expect(await step.permitted?.(settings, request, testContext())).toMatchObject({ status: 'denied', text: expect.stringContaining('sudo') });
      expect(await step.run(settings, request, testContext())).toMatchObject({
        status: 'failed',
        text: expect.stringContaining('cannot be written'),
      });
      expect(now()).toBe(table);
    });
  },
);
