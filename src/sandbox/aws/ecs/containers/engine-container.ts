import type { EngineClient } from '../../../../connections/container/engine-client.ts';
import { removeContainer } from '../../../../connections/container/engine-leftovers.ts';
import type { LocalProcess } from '../../../../connections/local-process.ts';
import type { Clock } from '../../../../model/clock.ts';
import { TwinrunError } from '../../../../model/error.ts';
import { copyOutput, type WriteLines } from '../container-output.ts';
import { startProblem } from '../start-failure.ts';
import type { ContainerEnd, ContainerRun } from '../task-engine.ts';

/** How often the engine is asked whether a container has started. Milliseconds. */
const POLL_MS = 100;
/** How long the engine's process may stay after its container was stopped. Milliseconds. */
const LET_GO_MS = 10_000;

interface ContainerState {
  readonly started: boolean;
  readonly running: boolean;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
}

/**
 * Starts a container that was created, with its output attached from the first byte. Whether it started, and how it ended, is asked of the
 * engine: its own exit codes 125 to 127 cannot be told from those of a batch. Throws StartFailure when it did not start; it is removed in any case.
 */
export async function runEngineContainer(name: string, client: EngineClient, write: WriteLines, clock: Clock): Promise<ContainerRun> {
  const attached = client.start(['start', '--attach', name]);
  const exited = new Promise<void>((resolve) => {
    attached.child.once('exit', () => resolve());
    attached.child.once('error', () => resolve());
  });
  const started = untilStarted(name, client, exited, clock);
  const problem: string[] = [];
  // Until it has started, its output waits: what an engine says instead of starting is no log of the batch.
  const copying = copyOutput(attached.child, async (lines) => ((await started.catch(() => false)) ? write(lines) : void problem.push(...lines)));
  if (!(await started.catch(() => false))) {
    await attached.stop();
    await copying;
    await removeContainer(name, client);
    await started;
    throw startProblem(problem);
  }
  const ended = endOf(name, client, attached, copying).finally(() => removeContainer(name, client));
  return { ended, stop: (graceMs) => stop(name, client, attached, ended, graceMs, clock) };
}

async function untilStarted(name: string, client: EngineClient, exited: Promise<void>, clock: Clock): Promise<boolean> {
  for (;;) {
    const over = await Promise.race([exited.then(() => true), clock.sleep(POLL_MS).then(() => false)]);
    const { started } = await stateOf(name, client);
    if (started || over) return started;
  }
}

async function endOf(name: string, client: EngineClient, attached: LocalProcess, copying: Promise<void>): Promise<ContainerEnd> {
  const { exitCode } = await attached.ended;
  await copying;
  const state = await stateOf(name, client);
  // Whoever was attached left before the end: the log may lack lines, and an exit code would look as if all were well.
  if (state.running || exitCode !== state.exitCode) throw unclear(name, `exit code ${exitCode ?? 'unknown'} of the engine, ${JSON.stringify(state)}`);
  return { exitCode, ...(state.outOfMemory ? { reason: 'OutOfMemoryError: Container killed due to memory usage' } : {}) };
}

async function stateOf(name: string, client: EngineClient): Promise<ContainerState> {
  const format = '{{.State.StartedAt}}|{{.State.Running}}|{{.State.ExitCode}}|{{.State.OOMKilled}}';
  const answer = await client.ask(['inspect', '--type', 'container', '--format', format, name]);
  const [startedAt, running, exitCode, outOfMemory] = answer.stdout.split('|');
  if (answer.exitCode !== 0 || startedAt === undefined || !/^\d+$/.test(exitCode ?? '')) throw unclear(name, answer.stderr || answer.stdout);
  return { started: !startedAt.startsWith('0001-'), running: running === 'true', exitCode: Number(exitCode), outOfMemory: outOfMemory === 'true' };
}

async function stop(
  name: string,
  client: EngineClient,
  attached: LocalProcess,
  ended: Promise<ContainerEnd>,
  graceMs: number,
  clock: Clock,
): Promise<void> {
  const done = new AbortController();
  const settled = ended.finally(() => done.abort());
  if (attached.child.exitCode === null) await client.ask(['stop', '-t', String(Math.ceil(graceMs / 1000)), name]);
  await clock.sleep(LET_GO_MS, done.signal);
  if (!done.signal.aborted) await attached.stop();
  await settled;
}

function unclear(name: string, received: string): TwinrunError {
  return new TwinrunError({
    code: 'sandbox.container-unclear',
    message: `the container engine does not say how ${name} ended`,
    received,
    fix: 'Look at the log of the engine, then run again.',
  });
}
