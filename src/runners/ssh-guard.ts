import { askHost, shellQuote } from '../connections/ssh/ssh-command.ts';
import type { SshConnection } from '../connections/ssh/ssh-connection.ts';
import type { Clock } from '../model/clock.ts';
import { TwinrunError } from '../model/error.ts';
import type { TakeRequest } from '../model/runner.ts';
import { nextFire } from '../schedule/cron-fires.ts';
import { asUser, type SshStart } from './ssh-bootstrap.ts';

/** Programs that run a script which stands among their arguments. An editor that has it open runs nothing. */
const RUNS_ARGUMENTS =
  /^(?:-?(?:ba|da|k|z|a)?sh|busybox|python[\d.]*|ruby[\d.]*|perl[\d.]*|php[\d.]*|node|env|flock|timeout|nice|ionice|sudo|setsid|nohup|chronic|cron|CRON)$/;

/**
 * A batch must not be started beside its scheduler's own run of it. Looks for a process that runs the same script, and for a fire of the scenario's schedule within
 * the take's time-out. That no crontab names the script does not help: it may stand in another user's, or in another scheduler. Nothing fires on the sandbox's host.
 * Throws `ssh.run-under-way`, `ssh.run-due`: nothing was started.
 */
export async function guardCron(connection: SshConnection, start: SshStart, request: TakeRequest, clock: Clock): Promise<void> {
  const program = start.command[0] ?? '';
  const running = await findRunning(connection, program);
  if (running !== undefined) throw underWay(connection.host, program, running);
  const { schedule } = request;
  if (schedule === undefined) return;
  const now = clock.now();
  const next = nextFire(schedule.cron, schedule.zone, now.getTime());
  if (next === undefined || next - now.getTime() > request.timeoutMs) return;
  const { stdout } = await askHost(connection, 'printf %s "$TWINRUN_SANDBOX"');
  if (stdout !== '1') throw due(connection.host, new Date(next), request.timeoutMs, await isScheduled(connection, start));
}

/** `pid arguments` of a process that runs the program; paths are compared whole, relative ones from where the process stands. */
async function findRunning(connection: SshConnection, program: string): Promise<string | undefined> {
  const name = program.split('/').at(-1) ?? '';
  const { stdout } = await askHost(connection, 'LC_ALL=C ps -A -o pid= -o args= 2>/dev/null');
  const candidates = stdout.split('\n').flatMap((line) => {
    const [pid = '', first = '', ...rest] = line.trim().split(/\s+/);
    const words = RUNS_ARGUMENTS.test(first.split('/').at(-1) ?? '') ? [first, ...rest] : [first];
    const word = words.find((one) => one.split('/').at(-1) === name);
    return /^\d+$/.test(pid) && word !== undefined ? [{ pid, word, line: line.trim() }] : [];
  });
  if (candidates.length === 0) return undefined;
  const questions = candidates.map(({ pid }) => `readlink /proc/${pid}/cwd || echo`);
  const answer = await askHost(connection, `pwd; ${questions.join('; ')}`);
  const [home = '', ...folders] = answer.stdout.split('\n');
  const wanted = absolute(program, home);
  return candidates.find(({ word }, at) => absolute(word, folders[at] ?? '') === wanted)?.line;
}

function absolute(path: string, folder: string): string {
  const whole = path.startsWith('/') ? path : `${folder}/${path}`;
  return whole.replace(/\/(?:\.?\/)+/g, '/');
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
