import type { TaskId } from './task.ts';

export interface Invocation {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Exit codes that are an answer. Default: 0. */
  readonly exitCodes?: readonly number[];
}

export interface Pair {
  readonly legacy: string;
  readonly candidate: string;
}

/** A program that can do some of the tasks. Each run is a process of its own. */
export interface Contender {
  readonly id: string;
  readonly title: string;
  /** Its version; undefined where it is not installed. */
  readonly version: () => Promise<string | undefined>;
  /** How to start it; undefined for a task that it cannot do. */
  readonly invoke: (task: TaskId, pair: Pair, scratch: string) => Invocation | undefined;
  /** Its output as an answer; by default one line of JSON. */
  readonly read?: (stdout: string, task: TaskId) => unknown;
}
