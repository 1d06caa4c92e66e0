import type { Message } from './message.ts';
import type { Outcome } from './outcome.ts';
import type { Side, TakeId } from './side.ts';

/** What one take showed. Immutable; stored as `takes/<take>/observation.json`. Times are ISO 8601 in UTC. */
export interface Observation {
  readonly schema: 'twinrun.observation/1';
  readonly take: TakeId;
  readonly side: Side;
  readonly runner: string;
  readonly outcome: Outcome;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationMs: number;
  readonly log: LogFacts;
  /** What was met there, by name: `script.sha256`, `image.digest`, `task.arn`, `host.os`, `host.timezone` … */
  readonly facts: Readonly<Record<string, string>>;
  /** What a reader of the verdict must know of this take: what it does not prove, what was odd. */
  readonly notes?: readonly Message[];
}

/** The log as stored in `takes/<take>/log.txt` (redacted). `cutBytes` were produced beyond the cap and are not stored. */
export interface LogFacts {
  readonly bytes: number;
  readonly cutBytes: number;
  /** False where lines may be lost on the way (a non-blocking log driver, a missing stream). */
  readonly complete: boolean;
}
