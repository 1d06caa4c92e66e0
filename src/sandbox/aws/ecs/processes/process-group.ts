import { readFile } from 'node:fs/promises';
import type { Clock } from '../../../../model/clock.ts';
import { TwinrunError } from '../../../../model/error.ts';
import { allProcesses, processStatus } from '../../../../runtime/process-status.ts';

/** A container that runs as a group of processes. */
export interface ProcessGroup {
  /** Process group id: the pid of its leader. */
  readonly id: number;
  /** A text that the environment of every process of the container holds; it finds those that left the group. */
  readonly mark: string;
}

const GIVE_UP_MS = 10_000;

/** Sends a signal to all processes of a container. */
export async function signalGroup(group: ProcessGroup, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  for (const pid of await survivors(group)) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Kills whatever is left of a container and waits until it is gone. Throws `sandbox.process-survives` (fault). */
export async function endGroup(group: ProcessGroup, clock: Clock): Promise<void> {
  const from = clock.monotonic();
  for (let wait = 5; (await survivors(group)).length > 0; wait = Math.min(wait * 2, 200)) {
    if (clock.monotonic() - from > GIVE_UP_MS) {
      throw new TwinrunError({
        code: 'sandbox.process-survives',
        message: `processes of a task survive SIGKILL: ${(await survivors(group)).join(', ')}`,
        fix: 'Look at them with ps; end them by hand.',
      });
    }
    await signalGroup(group, 'SIGKILL');
    await clock.sleep(wait);
  }
}

/**
 * The processes of a container that live. On Linux by /proc, where zombies are told from the living and the mark finds those that made a
 * session of their own; elsewhere the group as a whole (a negative number), as `kill` addresses it.
 */
async function survivors(group: ProcessGroup): Promise<readonly number[]> {
  if (process.platform !== 'linux') return groupLives(group.id) ? [-group.id] : [];
  const found: number[] = [];
  for (const pid of allProcesses()) if (pid !== process.pid && (await belongs(pid, group))) found.push(pid);
  return found;
}

async function belongs(pid: number, group: ProcessGroup): Promise<boolean> {
  const status = processStatus(pid);
  if (status?.alive !== true) return false;
  if (status.group === group.id) return true;
  try {
    return (await readFile(`/proc/${pid}/environ`)).includes(group.mark);
  } catch {
    return false; // gone meanwhile, or another user's
  }
}

function groupLives(id: number): boolean {
  try {
    process.kill(-id, 0);
    return true;
  } catch {
    return false;
  }
}
