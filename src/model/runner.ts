import type { Context } from './context.ts';
import type { Message } from './message.ts';
import type { NaturalRun } from './natural-run.ts';
import type { Observation } from './observation.ts';
import type { Schema } from './schema.ts';
import type { Side, TakeId } from './side.ts';

/** What a runner is asked to do, beside its own configuration. */
export interface TakeRequest {
  readonly run: string;
  readonly take: TakeId;
  readonly side: Side;
  /** Handed to the batch; never put into shell text. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** When its scheduler starts this side by itself; absent where nobody does. */
  readonly schedule?: { readonly cron: string; readonly zone: string };
  /** The runs of this business date that the scheduler starts by itself, for runners that start nothing. */
  readonly natural?: NaturalRun;
  /** Set when the take was begun before, by a process that died. */
  readonly resumed?: ResumedTake;
  /** Absolute path of the log to write (redacted as it is written). */
  readonly logFile: string;
}

/** What is known of a take that was under way when the process that followed it died. */
export interface ResumedTake {
  /** When it was about to be started; ISO 8601, UTC. */
  readonly startedAt: string;
  /** What the runner wrote into the journal about this take. */
  readonly notes: readonly Readonly<Record<string, unknown>>[];
}

/** Starts one side and waits. */
export interface Runner<C = unknown> {
  readonly kind: string;
  readonly config: Schema<C>;
  /** What it will do, for the plan. Does nothing. */
  plan(config: C): readonly Message[];
  /**
   * Never throws for what a batch or its platform does: that is the observation's outcome. On abort of `x.signal` it stops the batch,
   * waits until it is gone, and observes `cancelled`.
   */
  run(config: C, request: TakeRequest, x: Context): Promise<Observation>;
  /**
   * Goes on with a take whose process died (`request.resumed` is set): finds what it started and follows it to its end, without ever starting it a second time.
   * Without this, how such a take ended is not known.
   */
  resume?(config: C, request: TakeRequest, x: Context): Promise<Observation>;
}
