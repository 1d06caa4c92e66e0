import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../model/clock.ts';

const GRACE_MS = 5_000;

export interface LocalProcess {
  readonly child: ChildProcess;
  /** Resolves when the process and its output streams have ended. `error` when it could not be started. */
  readonly ended: Promise<{ readonly exitCode?: number; readonly signal?: string; readonly error?: Error }>;
  /** SIGTERM to the whole process group, SIGKILL after a grace; resolves when the group is gone. */
  stop(clock: Clock): Promise<void>;
}

/** Starts a program in a process group of its own, with exactly the given environment. */
export function startProcess(command: readonly string[], options: { cwd: string; environment: Readonly<Record<string, string>> }): LocalProcess {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd: options.cwd, env: { ...options.environment }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<{ exitCode?: number; signal?: string; error?: Error }>((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('close', (code, signal) => resolve({ ...(code === null ? {} : { exitCode: code }), ...(signal === null ? {} : { signal }) }));
  });
  return {
    child,
    ended,
    async stop(clock) {
      if (child.pid === undefined) return;
      signalGroup(child.pid, 'SIGTERM');
      await waitGone(child.pid, clock, GRACE_MS);
      signalGroup(child.pid, 'SIGKILL');
      await waitGone(child.pid, clock, GRACE_MS);
    },
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

async function waitGone(pid: number, clock: Clock, ms: number): Promise<void> {
  const end = clock.monotonic() + ms;
  while (signalGroup(pid, 0) && clock.monotonic() < end) await clock.sleep(25);
}
