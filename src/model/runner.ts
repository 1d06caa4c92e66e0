import type { Context } from './context.ts';
import type { Message } from './message.ts';
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
  /** Absolute path of the log to write (redacted as it is written). */
  readonly logFile: string;
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
}
