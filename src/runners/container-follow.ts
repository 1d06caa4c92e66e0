import type { EngineClient } from '../connections/container/engine-client.ts';
import { removeContainer } from '../connections/container/engine-leftovers.ts';
import type { Clock } from '../model/clock.ts';
import { asTwinrunError } from '../model/error.ts';
import { type Message, message } from '../model/message.ts';
import type { Outcome } from '../model/outcome.ts';
import type { LogWriter } from '../runtime/log-writer.ts';
import { followContainerLog } from './container-log.ts';
import { type ContainerState, containerState } from './container-state.ts';
import type { TakeLimits } from './observe-take.ts';

/** Between questions to an engine that answers nothing, and how often it is asked. */
const SILENCE_MS = 1_000;
const SILENT_QUESTIONS = 10;
/** 128 and SIGKILL. */
const KILLED = 137;

export interface FollowedContainer {
  readonly client: EngineClient;
  readonly name: string;
  /** Between SIGTERM and SIGKILL, in seconds. */
  readonly stopSeconds: number;
  readonly clock: Clock;
}

export interface ContainerEnd {
  readonly outcome: Outcome;
  readonly state: ContainerState | undefined;
  readonly logComplete: boolean;
  readonly notes: readonly Message[];
}

/**
 * Follows a container that was started, with its log from the first line, until it has ended; stops it on cancel and time-out. Never throws.
 * It is removed, and verified gone: where that fails, the outcome is `unknown`, for it may still be running.
 */
export async function followContainer(container: FollowedContainer, log: LogWriter, limits: TakeLimits): Promise<ContainerEnd> {
  const { client, name, clock } = container;
  const written = followContainerLog(client, name, log, clock);
  const state = await untilEnded(container, limits);
  const stopped = state?.running === true || (state === undefined && limits.stop.aborted);
  if (stopped) await client.ask(['stop', '-t', String(container.stopSeconds), name]);
  const last = stopped ? await containerState(client, name) : state;
  const logComplete = await written.rest();
  const left = await removeContainer(name, client).then(
    () => undefined,
    (thrown: unknown) => asTwinrunError(thrown),
  );
  const outcome = left === undefined ? outcomeOf(last, stopped, name, limits) : stillThere(name, left.message);
  return { outcome, state: last, logComplete, notes: notesOf(last, stopped) };
}

/** The state once it does not run any more, or as it is when it is time to stop. Undefined when the engine tells nothing for a while. */
async function untilEnded({ client, name, clock }: FollowedContainer, limits: TakeLimits): Promise<ContainerState | undefined> {
  for (let silent = 0; ; ) {
    const waiting = client.start(['wait', name]);
    waiting.child.stdout?.resume();
    waiting.child.stderr?.resume();
    await Promise.race([waiting.ended, aborted(limits.stop)]);
    await waiting.stop();
    const state = await containerState(client, name);
    if (state !== undefined && (!state.running || limits.stop.aborted)) return state;
    silent = state === undefined ? silent + 1 : 0;
    if (silent >= SILENT_QUESTIONS || (silent > 0 && limits.stop.aborted)) return undefined;
    await clock.sleep(SILENCE_MS, limits.stop);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function outcomeOf(state: ContainerState | undefined, stopped: boolean, name: string, limits: TakeLimits): Outcome {
  if (stopped && state?.running !== true) return limits.why();
  if (state === undefined || state.running) {
    return unknown('container.lost', 'the engine does not tell any more how container {name} ended: it was removed, or the engine is gone', { name });
  }
  if (state.exitCode === undefined) return unknown('container.no-exit-code', 'the engine gives no exit code of container {name}', { name });
  if (state.exitCode === 0 && state.outOfMemory) {
    return unknown('container.reason', 'container {name} exited 0, but something in it was killed for lack of memory', { name });
  }
  return { kind: 'exited', exitCode: state.exitCode };
}

function stillThere(name: string, error: string): Outcome {
  return unknown('container.still-there', 'container {name} could not be removed, and may still be running: {error}', { name, error });
}

/** podman does not always notice that the kernel killed for lack of memory (it did not under runc and cgroupfs, version 4.3). */
function notesOf(state: ContainerState | undefined, stopped: boolean): readonly Message[] {
  if (state?.outOfMemory === true) return [message('container.out-of-memory', 'the container was killed for lack of memory')];
  if (stopped || state?.exitCode !== KILLED) return [];
  return [message('container.killed', 'exit code 137 is SIGKILL: the container lacked memory, or somebody killed it')];
}

function unknown(id: string, template: string, values: Record<string, string>): Outcome {
  return { kind: 'unknown', reason: message(id, template, values) };
}
