import type { ErrorData } from './error.ts';

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
