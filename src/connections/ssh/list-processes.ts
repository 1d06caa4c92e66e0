import { askHost } from './ssh-command.ts';
import type { SshConnection } from './ssh-connection.ts';

/** A process as its host shows it. */
export interface HostProcess {
  readonly pid: string;
  readonly parent: string;
  readonly group: string;
  /** As ps tells it: `S`, `Z`. */
  readonly state: string;
  /** How long it has run, seconds; undefined where the host does not say. */
  readonly seconds?: number;
  /** Program and arguments, between blanks. */
  readonly args: string;
}

/** `etime`: `[[dd-]hh:]mm:ss`, POSIX. */
const BY_PS = 'LC_ALL=C ps -A -o pid= -o ppid= -o pgid= -o stat= -o etime= -o args= 2>/dev/null';

/** For a host without a ps, or with that of a BusyBox that knows no `etime`: `/proc/<pid>/stat` (proc(5)) in the same order. Who has ended meanwhile has no line. */
const BY_PROC = [
  'for d in /proc/[0-9]*',
  `do s=$(sed -n '$s/^.*) \\(.\\) \\([0-9]*\\) \\([0-9]*\\) .*/\\2 \\3 \\1/p' $d/stat 2>/dev/null)`,
  `[ -z "$s" ] || printf '%s %s - %s\\n' "\${d#/proc/}" "$s" "$(tr '\\000\\n' '  ' < $d/cmdline 2>/dev/null)"`,
  'done 2>/dev/null',
].join('\n');

/** The command that lists processes, in POSIX sh. */
export const LIST_PROCESSES = `{ ${BY_PS}; } || { ${BY_PROC}\n}`;

/** The processes of a listing. */
export function readProcesses(text: string): readonly HostProcess[] {
  return text.split('\n').flatMap((line) => {
    const [, pid = '', parent = '', group = '', state = '', etime = '', args = ''] = /^ *(\d+) +(\d+) +(\d+) +(\S+) +(\S+) ?(.*)$/.exec(line) ?? [];
    const seconds = secondsOf(etime);
    return pid === '' ? [] : [{ pid, parent, group, state, args: args.trim(), ...(seconds === undefined ? {} : { seconds }) }];
  });
}

/** The processes of a host; undefined where it shows none: not even the one that asks. */
export async function listProcesses(connection: SshConnection): Promise<readonly HostProcess[] | undefined> {
  const { exitCode, stdout } = await askHost(connection, LIST_PROCESSES);
  const found = exitCode === undefined ? [] : readProcesses(stdout);
  return found.length === 0 ? undefined : found;
}

function secondsOf(etime: string): number | undefined {
  const [, days = '0', hours = '0', minutes = '', seconds = ''] = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)$/.exec(etime) ?? [];
  return minutes === '' ? undefined : ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}
