import { join } from 'node:path';
import type { Connection, ServerChannel } from 'ssh2';
import type { Log } from '../../model/context.ts';
import { type ExecSession, startExec } from './exec-session.ts';
import { serveSftp } from './sftp-session.ts';
import type { SshUser } from './ssh-user.ts';

/** The variables that a client may set: AcceptEnv of a Debian sshd. */
const ACCEPTED_VARIABLE = /^(LANG|LC_[A-Z]+)$/;

/** The sessions of one connection. */
export interface ClientSessions {
  /** Ends what still runs. Throws `process.group-left`. */
  end(): Promise<void>;
}

/** Serves exec and SFTP to a client that was let in. A shell is refused in words; terminals, forwarding and the rest by the protocol. */
export function serveSessions(client: Connection, user: SshUser, log: Log): ClientSessions {
  const running = new Set<ExecSession>();
  const abandon = async (exec: ExecSession): Promise<void> => {
    await exec.abandon();
    running.delete(exec);
  };
  const abandonQuietly = (exec: ExecSession): Promise<void> =>
    abandon(exec).catch((error: unknown) => log.warn({ user: user.name, error: String(error) }, 'a command does not end'));

  client.on('session', (accept) => {
    const session = accept();
    const variables: Record<string, string> = {};
    session.on('env', (acceptVariable, reject, { key, val }) => {
      if (!ACCEPTED_VARIABLE.test(key)) return answer(reject);
      variables[key] = val;
      answer(acceptVariable);
    });
    session.on('pty', (_accept, reject) => answer(reject));
    session.on('shell', (acceptShell) => refuse(acceptShell(), user));
    session.on('sftp', (acceptSftp) => serveSftp(acceptSftp(), user, log));
    session.on('exec', (acceptExec, _reject, { command }) => {
      if (user.exec === undefined) return refuse(acceptExec(), user);
      const exec = startExec(acceptExec(), command, join(user.root, user.home), { ...environmentOf(user, user.exec.environment), ...variables });
      running.add(exec);
      session.on('signal', (_accept, _reject2, { name }) => exec.signal(name));
      session.on('close', () => void abandonQuietly(exec));
      void exec.done.then(() => abandonQuietly(exec));
    });
  });
  return { end: async () => void (await Promise.all([...running].map(abandon))) };
}

function environmentOf(user: SshUser, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...given, HOME: join(user.root, user.home), USER: user.name, LOGNAME: user.name, SHELL: '/bin/sh' };
}

/** ssh2 hands in no answer function when the client wants no reply; the types do not say so. */
function answer(reply: (() => unknown) | undefined): void {
  reply?.();
}

/** As sshd refuses with `ForceCommand internal-sftp`: a sentence on stderr and exit code 1. */
function refuse(channel: ServerChannel, user: SshUser): void {
  channel.on('error', () => {});
  channel.stderr.write(user.exec === undefined ? 'This service allows sftp connections only.\n' : 'This host runs commands only, no shell.\n');
  channel.exit(1);
  channel.end();
  channel.resume();
}
