import type { Context } from './context.ts';
import type { ErrorData } from './error.ts';
import type { Schema } from './schema.ts';

/** When a probe was read. `between` only when the sides run in turn. */
export type ProbeMoment = 'before' | 'between' | 'after';

/** A figure of the source, read around the takes: did the inputs move? Stored in `probes.json`. */
export interface ProbeReading {
  readonly probe: string;
  readonly moment: ProbeMoment;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly value?: string;
  /** Set when it could not be read; then nothing is known about movement. */
  readonly error?: ErrorData;
}

export interface Probe<C = unknown> {
  readonly kind: string;
  readonly config: Schema<C>;
  /** The figure as text; equal text means that the source did not move. */
  read(config: C, x: Context): Promise<string>;
}
