import { findRunning } from '../connections/ssh/find-running.ts';
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
 * Throws `ssh.run-under-way`, `ssh.run-due`: nothing was started.
 */
export async function guardCron(connection: SshConnection, start: SshStart, request: TakeRequest, clock: Clock): Promise<void> {
  const program = start.command[0] ?? '';
  const [running] = (await findRunning(connection, program)) ?? [];
  if (running !== undefined) throw underWay(connection.host, program, `${running.pid} ${running.args}`);
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
  const name = (command[0] ?? '').split('/').at(-1) ?? '';
  const tables = [`${asUser(user).join(' ')} crontab -l`, 'cat /etc/crontab /etc/cron.d/*'].map((read) => `${read} 2>/dev/null`);
  const { stdout } = await askHost(connection, `{ ${tables.join('; ')}; } | grep -v '^[[:space:]]*#' | grep -F -- ${shellQuote(name)}`);
  return stdout.trim() !== '';
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
