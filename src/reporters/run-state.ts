import type { PlannedStep, RunEvent, StepOutcome } from '../model/event.ts';
import type { JudgedCheck, Verdict } from '../model/verdict.ts';

/** One step as far as the events tell. Times are ISO 8601, UTC. */
export interface StepState extends PlannedStep {
  readonly status: 'waiting' | 'running' | StepOutcome['status'];
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly outcome?: StepOutcome;
  readonly progress?: Pick<Extract<RunEvent, { type: 'progress' }>, 'done' | 'total' | 'unit'>;
  /** The last line that the batch printed; hostile text. */
  readonly lastLine?: string;
}

/** All that the events of one run have told so far. */
export interface RunState {
  readonly run: string;
  readonly scenario: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly steps: readonly StepState[];
  readonly checks: readonly JudgedCheck[];
  readonly finished?: { readonly verdict: Verdict; readonly folder: string; readonly outcome: 'completed' | 'cancelled' };
}
