import type { Clock } from '../model/clock.ts';
import { processStatus } from '../runtime/process-status.ts';

/** Whether a process lives. One that has ended and was not waited for is dead, though it still answers to signals. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return processStatus(pid)?.alive ?? process.platform !== 'linux';
}

/** Waits until a condition holds, and fails when it does not within `ms`. */
export async function until(condition: () => boolean, ms: number, clock: Clock): Promise<void> {
  const end = clock.monotonic() + ms;
  while (!condition()) {
    if (clock.monotonic() > end) throw new Error(`not within ${ms} ms: ${condition}`);
    await clock.sleep(25);
  }
}
