import type { ActResult } from '../handbook/act.ts';

/**
 * How a pass of a cutover ended. `done`: the candidate has taken over. `stopped`: at the step that was asked for. `gone-back`: legacy runs as before. `no-go`: nothing was switched.
 * `blocked`: something is in doubt, or going back did not come to its end: look at `next` at once.
 */
export interface CutoverResult {
  readonly schema: 'twinrun.cutover/1';
  readonly id: string;
  readonly scenario: string;
  readonly world: 'sandbox' | 'real';
  readonly status: 'done' | 'stopped' | 'gone-back' | 'no-go' | 'blocked' | 'cancelled';
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly acts: readonly ActResult[];
  readonly back: readonly ActResult[];
  /** What a person does next. */
  readonly next?: string;
  readonly folder: string;
}
