import type { ClientChannel } from 'ssh2';
import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import { GroupHead } from '../connections/ssh/process-group.ts';
import { noShell } from '../connections/ssh/ssh-command.ts';
import type { SshConnection } from '../connections/ssh/ssh-connection.ts';
import type { Context } from '../model/context.ts';
import { type Message, message } from '../model/message.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Runner, TakeRequest } from '../model/runner.ts';
import type { LogWriter } from '../runtime/log-writer.ts';
import { DIED, lostTake, lostTrack, observeTake, type TakeLimits } from './observe-take.ts';
import { bootstrapCommand, environmentLines } from './ssh-bootstrap.ts';
import { endTake } from './ssh-end-take.ts';
import { hostFacts } from './ssh-facts.ts';
import { guardCron } from './ssh-guard.ts';
import { livingProcesses, MARK, markOf, type TakeProcesses } from './ssh-take-processes.ts';

const GRACE_MS = 5_000;

const config = z.strictObject({
  host: z.string().min(1).describe('Host by its name in twinrun.yaml'),
  command: z.array(z.string().min(1)).min(1).describe('Program and arguments, as words; relative to the login folder'),
  user: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_.-]*$/, 'a name of a user')
    .describe('Run as this user, by `sudo -n -u`; default: the user who is logged in')
    .exactOptional(),
  cron: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
    .describe(
      'Run in the environment that cron gives (SHELL, PATH, HOME, LOGNAME, LANG; no profile), with these variables of the crontab beside; `{}`: none',
    )
    .exactOptional(),
  besideCron: z
    .string()
    .min(1)
    .describe("Why it may run beside cron's own run. Without it, nothing is started while one is under way or due within the time-out")
    .exactOptional(),
});

type SshConfig = z.infer<typeof config>;

/** Runs a side on a host, over SSH with a pinned host key. */
export function sshRunner(connections: Connections): Runner<SshConfig> {
  return {
    kind: 'ssh',
    config,
    plan: ({ host, command, user, cron }) => [
      message('ssh.plan', 'run {command} on {host} over SSH{user}{environment}', {
        command: command.join(' '),
        host,
        user: user === undefined ? '' : ` as ${user}`,
        environment: cron === undefined ? '' : " in cron's environment",
      }),
    ],
    async resume({ host, user }, request, x) {
      const started = request.resumed?.notes.find(({ type }) => type === 'ssh.started');
      const group = typeof started?.group === 'string' ? started.group : undefined;
      return await lostTake('ssh', request, await lostOn(connections, host, { group, user, mark: markOf(request) }), x);
    },
    run: (settings, request, x) =>
      observeTake('ssh', request, x, async (log, limits) => {
        const input = environmentLines({ ...settings.cron, ...request.environment, [MARK]: markOf(request) });
        const connection = await connections.ssh(settings.host);
        const facts = await hostFacts(connection, settings, x.clock);
        if (settings.besideCron === undefined) await guardCron(connection, settings, request, x.clock);
        limits.stop.throwIfAborted();
        const channel = await connection.exec(bootstrapCommand(settings));
        const outcome = await follow({ connection, user: settings.user, x, request }, channel, input, log, limits).catch(lostTrack);
        return { outcome, facts, logComplete: outcome.kind !== 'unknown' };
      }),
  };
}

interface RemoteHost {
  readonly connection: SshConnection;
  readonly user: string | undefined;
  readonly x: Context;
  readonly request: TakeRequest;
}

/** What became of a take that nobody follows any more. It is looked for and not ended: the number of its group may be another's by now. */
async function lostOn(connections: Connections, host: string, take: TakeProcesses): Promise<Message> {
  const living = await connections.ssh(host).then(
    (connection) => livingProcesses(connection, take),
    () => undefined,
  );
  const lives = living !== undefined && living.length > 0;
  const unseen = living === undefined || take.group === undefined;
  const rest = lives ? `processes ${living.join(' ')} of it still run there: look at them` : unseen ? 'it may still be running' : 'it runs no more';
  return message('ssh.interrupted', '{died}; on {host} {rest}', { died: DIED, host, rest, living: lives ? 'yes' : unseen ? 'unknown' : 'no' });
}

async function follow(
  { connection, user, x, request }: RemoteHost,
  channel: ClientChannel,
  input: string,
  log: LogWriter,
  limits: TakeLimits,
): Promise<Outcome> {
  let exit: { code: number | null; signal?: string } | undefined;
  const head = new GroupHead();
  channel.on('data', (data: Buffer) => {
    const known = head.group !== undefined;
    const ours = head.take(data);
    if (!known && head.group !== undefined)
      x.journal.write({ type: 'ssh.started', take: request.take, host: connection.host, group: head.group }).catch(() => {});
    if (ours.length > 0) log.write('stdout', ours);
  });
  channel.stderr.on('data', (data: Buffer) => log.write('stderr', data));
  channel.on('exit', (code: number | null, signal?: string) => {
    exit = { code, ...(signal === undefined ? {} : { signal }) };
  });
  // `exit` may be missing, come before the last data, or before anybody listens (in the packet that opened the channel): only `close` is the end, and it says the same.
  const closed = new Promise<'closed'>((resolve) =>
    channel.once('close', (code?: number | null, signal?: string) => {
      if (exit === undefined && code !== undefined) exit = { code, ...(signal === undefined ? {} : { signal }) };
      resolve('closed');
    }),
  );
  const stopped = new Promise<'stop'>((resolve) => {
    if (limits.stop.aborted) resolve('stop');
    else limits.stop.addEventListener('abort', () => resolve('stop'), { once: true });
  });
  channel.end(input);
  if ((await Promise.race([closed, stopped])) === 'stop') {
    const gone = await endTake(connection, { group: head.group, user, mark: markOf(request) }, x.clock);
    await Promise.race([closed, x.clock.sleep(GRACE_MS)]);
    if (gone) return limits.why();
    const reason = message('ssh.still-running', 'it was to be stopped, and process group {group} on {host} could not be verified gone: look there', {
      group: head.group ?? 'unknown',
      host: connection.host,
    });
    return { kind: 'unknown', reason };
  }
  if (head.greeting.length > 0) log.write('stdout', head.greeting);
  // The starter says its group before anything else: where it did not, it never ran, and the exit code is the login shell's or sudo's.
  if (head.group === undefined && typeof exit?.code === 'number') {
    const error = noShell(connection.host, head.greeting.toString().trim() || `exit code ${exit.code}`);
    return { kind: 'not-started', error: error.toJSON() };
  }
  if (exit?.signal !== undefined) return { kind: 'signalled', signal: `SIG${exit.signal.replace(/^SIG/, '')}` };
  if (typeof exit?.code === 'number') return { kind: 'exited', exitCode: exit.code };
  const reason = connection.alive
    ? message('ssh.no-exit', 'the host gave neither exit code nor signal')
    : message('ssh.connection-lost', 'the connection to {host} was lost while the batch ran: it may still be running there', {
        host: connection.host,
      });
  return { kind: 'unknown', reason };
}
