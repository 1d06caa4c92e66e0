import { LIST_PROCESSES, readProcesses } from '../connections/ssh/list-processes.ts';
import { askHost, shellQuote } from '../connections/ssh/ssh-command.ts';
import type { SshConnection } from '../connections/ssh/ssh-connection.ts';
import type { TakeRequest } from '../model/runner.ts';
import { asUser } from './ssh-bootstrap.ts';

/** What tells the processes of a take on its host. */
export interface TakeProcesses {
  /** Its process group, as a number. */
  readonly group: string | undefined;
  /** Value of the variable that they inherit: it finds those that left the group and their parents, as daemons do. */
  readonly mark: string;
  /** Whom they belong to, if not the user who is logged in. */
  readonly user: string | undefined;
}

/** Name of that variable, in the batch's environment. */
export const MARK = 'TWINRUN_TAKE';

export function markOf({ run, take }: Pick<TakeRequest, 'run' | 'take'>): string {
  return `${run}/${take}`;
}

interface TakeMember {
  readonly pid: string;
  readonly parent: string;
  readonly member: boolean;
  /** Tells it from a later one with the same number. */
  readonly identity: string;
}

/**
 * The pids of a take that live: of its group, with its mark, and all that descend from them, now or at an earlier look (`seen` keeps those). Zombies do not count.
 * Not found are those that have left group, parents and environment altogether, such as what the batch hands to another user's daemon. Undefined where the host gave no
 * answer, or shows no processes: then nothing is known.
 */
export async function livingProcesses(
  connection: SshConnection,
  take: TakeProcesses,
  seen: Set<string> = new Set(),
): Promise<readonly string[] | undefined> {
  const { exitCode, stdout } = await askHost(connection, listCommand(take));
  const processes = readProcesses(stdout);
  if (exitCode === undefined || processes.length === 0) return undefined;
  const marked = new Set([...stdout.matchAll(/^\/proc\/(\d+)\/environ$/gm)].map(([, pid]) => pid));
  const all = processes.flatMap(({ pid, parent, group, state, args }): TakeMember[] => {
    if (/^[ZX]/.test(state)) return [];
    const identity = `${pid} ${group} ${args}`;
    return [{ pid, parent, identity, member: group === take.group || marked.has(pid) || seen.has(identity) }];
  });
  const found = new Set(all.filter(({ member }) => member).map(({ pid }) => pid));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  for (const { pid, identity } of all) if (found.has(pid)) seen.add(identity);
  return [...found];
}

/**
 * All processes, then who has the mark. Whose environment we may not read is passed over. Without -F, by which the grep of BusyBox reads to the first NUL only. The text
 * does not match itself: ForceCommand hands it on in SSH_ORIGINAL_COMMAND, and whoever asks would be found to be of the take.
 */
function listCommand({ mark, user }: TakeProcesses): string {
  const literal = `[${MARK.slice(0, 1)}]${MARK.slice(1)}=${mark.replace(/[.*[\]\\^$]/g, '\\$&')}`;
  const marks = `grep -l -- ${shellQuote(literal)} /proc/[0-9]*/environ 2>/dev/null`;
  return `${LIST_PROCESSES}\n${[...asUser(user), 'sh', '-c', shellQuote(marks)].join(' ')}`;
}
