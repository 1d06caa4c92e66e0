import { askHost } from '../connections/ssh/ssh-command.ts';
import type { SshConnection } from '../connections/ssh/ssh-connection.ts';
import type { Clock } from '../model/clock.ts';
import { asUser } from './ssh-bootstrap.ts';

const GRACE_MS = 5_000;

/**
 * Closing a channel leaves the remote process alive, so its group is ended by a second command, as the user it belongs to. True when it is verified gone.
 * By the shell's own kill: procps takes a group for a signal and says that all is well. Without `--`: dash takes it for a process id.
 */
export async function endRemoteGroup(connection: SshConnection, group: string | undefined, user: string | undefined, clock: Clock): Promise<boolean> {
  if (group === undefined || !connection.alive) return false;
  const alive = () => groupRuns(connection, group);
  for (const signal of ['TERM', 'KILL']) {
    await askHost(connection, [...asUser(user), `sh -c 'kill -${signal} -${group} 2>/dev/null'`].join(' '));
    const end = clock.monotonic() + GRACE_MS;
    while (await alive()) {
      if (clock.monotonic() > end) break;
      await clock.sleep(50);
    }
    if (!(await alive())) return true;
  }
  return false;
}

/** Whether a process of the group lives on the host. */
export async function groupRuns(connection: SshConnection, group: string): Promise<boolean> {
  return (await askHost(connection, groupLives(group))).exitCode === 0;
}

/** Succeeds while a process of the group lives. Zombies answer to signals but are dead, so `ps` is asked first. */
function groupLives(group: string): string {
  const list = 'ps -A -o pgid= -o stat= 2>/dev/null';
  return `if l=$(${list}); then printf '%s\\n' "$l" | grep -Eq '^ *${group} +[^ZX]'; else kill -0 -${group} 2>/dev/null; fi`;
}
