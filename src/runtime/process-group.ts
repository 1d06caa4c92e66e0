import { TwinrunError } from '../model/error.ts';
import { systemClock } from './clock.ts';
import { allProcesses, processStatus } from './process-status.ts';

/** Between SIGTERM and SIGKILL. */
const GRACE_MS = 2000;
/** How long a killed group may take to vanish. */
const VANISH_MS = 3000;
const POLL_MS = 20;

/** Sends a signal to a whole process group; false if it is gone. */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

/** Ends a process group: SIGTERM, after the grace SIGKILL, then waits until it is gone. Throws `process.group-left` if it stays. */
export async function endGroup(group: number, graceMs = GRACE_MS): Promise<void> {
  if (!lives(group)) return;
  signalGroup(group, 'SIGTERM');
  if (await vanishes(group, graceMs)) return;
  signalGroup(group, 'SIGKILL');
  if (await vanishes(group, VANISH_MS)) return;
  throw new TwinrunError({
    code: 'process.group-left',
    message: `process group ${group} does not end`,
    expected: `no process of it ${VANISH_MS} ms after SIGKILL`,
    fix: `Look at it with: ps -o pid,stat,wchan,args -g ${group}`,
  });
}

async function vanishes(group: number, withinMs: number): Promise<boolean> {
  const end = systemClock.monotonic() + withinMs;
  while (lives(group)) {
    if (systemClock.monotonic() >= end) return false;
    await systemClock.sleep(POLL_MS);
  }
  return true;
}

function lives(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || allProcesses().some((pid) => isLivingMember(pid, group));
}

function isLivingMember(pid: number, group: number): boolean {
  const status = processStatus(pid);
  return status?.alive === true && status.group === group;
}
