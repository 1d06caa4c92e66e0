import { findRunning, findSameCommand, programsIn, type RunningProgram } from '../connections/ssh/find-running.ts';
import { askHost, shellQuote } from '../connections/ssh/ssh-command.ts';
import type { SshConnection } from '../connections/ssh/ssh-connection.ts';
import type { Clock } from '../model/clock.ts';
import { TwinrunError } from '../model/error.ts';
import type { TakeRequest } from '../model/runner.ts';
import { nextFire } from '../schedule/cron-fires.ts';
import { asUser, type SshStart } from './ssh-bootstrap.ts';

/**
 * A batch must not be started beside its scheduler's own run of it. Looks for a process that runs the same script, and for a fire of the scenario's schedule within
 * the take's time-out. That no crontab names the script does not help: it may stand in another user's, or in another scheduler. Nothing fires on the sandbox's host.
 * Throws `ssh.run-under-way`, `ssh.run-due`, `ssh.processes-unseen`: nothing was started.
 */
export async function guardCron(connection: SshConnection, start: SshStart, request: TakeRequest, clock: Clock): Promise<void> {
  const { host } = connection;
  const programs = programsIn(start.command);
  const none: readonly (readonly RunningProgram[] | undefined)[] = programs.length > 0 ? [] : [await findSameCommand(connection, start.command)];
  // Under cron a relative path begins in its user's home, else where the login begins.
  const found = none.concat(
    await Promise.all(programs.map((one) => findRunning(connection, one, start.cron === undefined ? undefined : start.user))),
  );
  const name = programs.at(-1) ?? start.command.join(' ');
  if (found.includes(undefined)) throw unseen(host, name);
  const [running] = found.flatMap((one) => one ?? []);
  if (running !== undefined) throw underWay(host, name, `${running.pid} ${running.args}`);
  const { schedule } = request;
  if (schedule === undefined) return;
  const now = clock.now();
  const next = nextFire(schedule.cron, schedule.zone, now.getTime());
  if (next === undefined || next - now.getTime() > request.timeoutMs) return;
  const { stdout } = await askHost(connection, 'printf %s "$TWINRUN_SANDBOX"');
  if (stdout !== '1') throw due(connection.host, new Date(next), request.timeoutMs, await isScheduled(connection, start));
}

/** Whether a crontab that we may read names the program. */
async function isScheduled(connection: SshConnection, { command, user }: SshStart): Promise<boolean> {
  const name = (programsIn(command).at(-1) ?? command[0] ?? '').split('/').at(-1) ?? '';
  const tables = [`${asUser(user).join(' ')} crontab -l`, 'cat /etc/crontab /etc/cron.d/*'].map((read) => `${read} 2>/dev/null`);
  const { stdout } = await askHost(connection, `{ ${tables.join('; ')}; } | grep -v '^[[:space:]]*#' | grep -F -- ${shellQuote(name)}`);
  return stdout.trim() !== '';
}

function unseen(host: string, program: string): TwinrunError {
  return new TwinrunError({
    code: 'ssh.processes-unseen',
    message: `${host} does not show its processes, so that nobody knows whether ${program} runs there: nothing was started`,
    expected: 'a ps, or a /proc that may be read',
    fix: 'Install procps there; or, where you know that it does not run, say why under `besideCron` of the runner.',
  });
}

const BESIDE = 'Wait until it has ended. If both may run at once, say why under `besideCron` of the runner.';

function underWay(host: string, program: string, found: string): TwinrunError {
  return new TwinrunError({
    code: 'ssh.run-under-way',
    message: `${program} runs on ${host} already: nothing was started`,
    expected: 'no other run of it',
    received: found,
    fix: BESIDE,
  });
}

function due(host: string, next: Date, timeoutMs: number, named: boolean): TwinrunError {
  return new TwinrunError({
    code: 'ssh.run-due',
    message: `its schedule starts it on ${host} at ${next.toISOString()}, which is within the time-out of this take: nothing was started`,
    expected: `no fire within ${Math.round(timeoutMs / 60_000)} minutes`,
    received: `${next.toISOString()}; ${named ? 'a crontab there names it' : 'no crontab that we may read names it'}`,
    fix: `${BESIDE} A shorter time-out helps, too.`,
  });
}
