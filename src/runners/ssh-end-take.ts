import { askHost, shellQuote } from '../connections/ssh/ssh-command.ts';
import type { SshConnection } from '../connections/ssh/ssh-connection.ts';
import type { Clock } from '../model/clock.ts';
import { asUser } from './ssh-bootstrap.ts';
import { livingProcesses, type TakeProcesses } from './ssh-take-processes.ts';

const GRACE_MS = 5_000;

/**
 * Closing a channel leaves the remote processes alive, so they are ended by further commands, as the user they belong to. True when all are verified gone.
 * By the shell's own kill: procps takes a group for a signal and says that all is well. Without `--`: dash takes it for a process id.
 */
export async function endTake(connection: SshConnection, take: TakeProcesses, clock: Clock): Promise<boolean> {
  const { group, user } = take;
  if (!connection.alive) return false;
  const seen = new Set<string>();
  for (const signal of ['TERM', 'KILL']) {
    const end = clock.monotonic() + GRACE_MS;
    let signalled = '';
    for (;;) {
      const living = await livingProcesses(connection, take, seen).catch(() => undefined);
      if (living === undefined) return false;
      // Without a group it may not have begun yet: then only what was seen can be gone.
      if (living.length === 0) return group !== undefined || seen.size > 0;
      if (clock.monotonic() > end) break;
      // Again only where there are others than before: a batch that cleans up after TERM is left to it. KILL is sent until none is born any more.
      const now = living.join(' ');
      if (signal === 'KILL' || !living.every((pid) => signalled.split(' ').includes(pid))) {
        const kill = [...(group === undefined ? [] : [`kill -${signal} -${group}`]), ...living.map((pid) => `kill -${signal} ${pid}`)].join(
          ' 2>/dev/null; ',
        );
        await askHost(connection, [...asUser(user), 'sh', '-c', shellQuote(`${kill} 2>/dev/null`)].join(' ')).catch(() => {});
        signalled = now;
      }
      await clock.sleep(50);
    }
  }
  return false;
}
