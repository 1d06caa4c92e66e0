import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Clock } from '../../../model/clock.ts';
import type { LogStream } from '../logs/log-stream.ts';
import { type ContainerProgram, execProblem } from './container-program.ts';
import { logLines } from './log-lines.ts';
import { endGroup, type ProcessGroup, signalGroup } from './process-group.ts';

/** The exit code of a container whose program is there and yet cannot be executed. */
const EXEC_FAILED = 255;

/** A container that runs. */
export interface ContainerRun {
  /** Resolves with the exit code (128 + n for a signal) when its process has ended, nothing of it is left, and its log is complete. */
  readonly ended: Promise<number>;
  /** SIGTERM, and after `graceMs` SIGKILL. Resolves when it has ended. */
  stop(graceMs: number): Promise<void>;
}

/** Starts a container as a process group of its own. Without a log stream its output is dropped. */
export async function runContainer(program: ContainerProgram, mark: string, log: LogStream | undefined, clock: Clock): Promise<ContainerRun> {
  const problem = await execProblem(program.file);
  const write = (lines: readonly string[]) => {
    const timestamp = clock.now().getTime();
    return log?.append(lines.map((message) => ({ timestamp, message, ingestionTime: timestamp })));
  };
  if (problem !== undefined) {
    await write([problem]);
    return { ended: Promise.resolve(EXEC_FAILED), stop: async () => undefined };
  }
  const child = spawn(program.file, program.arguments, {
    cwd: program.folder,
    env: program.environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = exitOf(child);
  if (child.pid === undefined) {
    await write([`exec ${program.file}: ${(await exited).toString()}`]);
    return { ended: Promise.resolve(EXEC_FAILED), stop: async () => undefined };
  }
  const group = { id: child.pid, mark };
  const copying = Promise.all([child.stdout, child.stderr].map((stream) => copyLines(stream, write)));
  const ended = (async () => {
    const exit = await exited;
    // A container dies with its first process: whatever that left in the background would else go on, and keep the log open.
    await endGroup(group, clock);
    await copying;
    return typeof exit === 'number' ? exit : EXEC_FAILED;
  })();
  return { ended, stop: (graceMs) => stopGroup(group, ended, graceMs, clock) };
}

async function copyLines(stream: AsyncIterable<Buffer> | null, write: (lines: readonly string[]) => Promise<void> | undefined): Promise<void> {
  if (stream === null) return;
  for await (const lines of logLines(stream)) await write(lines);
}

function exitOf(child: ChildProcess): Promise<number | Error> {
  return new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

async function stopGroup(group: ProcessGroup, ended: Promise<number>, graceMs: number, clock: Clock): Promise<void> {
  const done = new AbortController();
  const settled = ended.finally(() => done.abort());
  await signalGroup(group, 'SIGTERM');
  await clock.sleep(graceMs, done.signal);
  if (!done.signal.aborted) await signalGroup(group, 'SIGKILL');
  await settled;
}
