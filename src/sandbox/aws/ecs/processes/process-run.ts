import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Clock } from '../../../../model/clock.ts';
import { copyOutput, type WriteLines } from '../container-output.ts';
import type { ContainerEnd, ContainerRun } from '../task-engine.ts';
import { endGroup, type ProcessGroup, signalGroup } from './process-group.ts';
import { execProblem, type ProcessProgram } from './process-program.ts';

/** The exit code of a container whose program is there and yet cannot be executed. */
const EXEC_FAILED = 255;

/** Starts a container as a process group of its own; `mark` is a text that the environment of all its processes holds. */
export async function runProcess(program: ProcessProgram, mark: string, write: WriteLines, clock: Clock): Promise<ContainerRun> {
  const problem = await execProblem(program.file);
  if (problem !== undefined) return notExecuted(problem, write);
  const child = spawn(program.file, program.arguments, {
    cwd: program.folder,
    env: program.environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = exitOf(child);
  if (child.pid === undefined) {
    return notExecuted(`exec ${program.file}: ${(await exited).toString()}`, write);
  }
  const group = { id: child.pid, mark };
  const copying = copyOutput(child, write);
  const ended = (async () => {
    const exit = await exited;
    // A container dies with its first process: whatever that left in the background would else go on, and keep the log open.
    await endGroup(group, clock);
    await copying;
    return { exitCode: typeof exit === 'number' ? exit : EXEC_FAILED };
  })();
  return { ended, stop: (graceMs) => stopGroup(group, ended, graceMs, clock) };
}

async function notExecuted(problem: string, write: WriteLines): Promise<ContainerRun> {
  await write([problem]);
  return { ended: Promise.resolve({ exitCode: EXEC_FAILED }), stop: async () => undefined };
}

function exitOf(child: ChildProcess): Promise<number | Error> {
  return new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

async function stopGroup(group: ProcessGroup, ended: Promise<ContainerEnd>, graceMs: number, clock: Clock): Promise<void> {
  const done = new AbortController();
  const settled = ended.finally(() => done.abort());
  await signalGroup(group, 'SIGTERM');
  await clock.sleep(graceMs, done.signal);
  if (!done.signal.aborted) await signalGroup(group, 'SIGKILL');
  await settled;
}
