import { readdirSync, readFileSync } from 'node:fs';

/** A process as Linux tells it in /proc/<pid>/stat, see proc_pid_stat(5). */
export interface ProcessStatus {
  /** False when it has ended and was not waited for: in a container without an init such orphans stay, and still answer to signals. */
  readonly alive: boolean;
  /** Process group id. */
  readonly group: number;
  /** Start time in clock ticks since the boot: tells it from a later process with the same pid. */
  readonly start: string;
}

/** Undefined when there is no such process, and where there is no /proc. */
export function processStatus(pid: number): ProcessStatus | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in field 2 may hold anything; the last parenthesis ends it. State is field 3, group field 5, start time field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { alive: !['Z', 'X'].includes(fields[0] ?? ''), group: Number(fields[2]), start: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/** The pids of all processes; empty where there is no /proc. */
export function allProcesses(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}
