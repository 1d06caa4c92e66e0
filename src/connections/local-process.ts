import { type ChildProcess, spawn } from 'node:child_process';
import { endGroup } from '../runtime/process-group.ts';

const GRACE_MS = 5_000;

export interface LocalProcess {
  readonly child: ChildProcess;
  /** Resolves when the process and its output streams have ended. `error` when it could not be started. */
  readonly ended: Promise<{ readonly exitCode?: number; readonly signal?: string; readonly error?: Error }>;
  /** SIGTERM to the whole process group, SIGKILL after a grace; resolves when the group is gone. Throws `process.group-left`. */
  stop(): Promise<void>;
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
    stop: async () => {
      if (child.pid !== undefined) await endGroup(child.pid, GRACE_MS);
    },
  };
}
