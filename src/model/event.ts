import type { Message } from './message.ts';
import type { Outcome } from './outcome.ts';
import type { Side } from './side.ts';
import type { JudgedCheck, Verdict } from './verdict.ts';

/** One step of a run, named like `take.legacy-1`, `collect.clients.candidate`, `seal`, `judge`. */
export type StepId = string;

export interface PlannedStep {
  readonly step: StepId;
  readonly title: Message;
  readonly side?: Side;
  readonly details: readonly Message[];
}

/** How a step ended; `error` is one line for people, redacted. */
export interface StepOutcome {
  readonly status: 'ok' | 'failed' | 'cancelled';
  readonly outcome?: Outcome;
  readonly text?: string;
}

export type EventBody =
  | { readonly type: 'run.started'; readonly scenario: string; readonly plan: readonly PlannedStep[] }
  | { readonly type: 'step.intended'; readonly step: StepId; readonly side?: Side }
  | { readonly type: 'step.finished'; readonly step: StepId; readonly side?: Side; readonly outcome: StepOutcome }
  /** Ephemeral: not journalled. */
  | {
      readonly type: 'progress';
      readonly step: StepId;
      readonly done: number;
      readonly total?: number;
      readonly unit: 'bytes' | 'rows' | 'lines' | 'files';
    }
  /** Ephemeral, redacted: a line of a batch's log. Hostile text: reporters must strip control characters. */
  | { readonly type: 'output'; readonly step: StepId; readonly text: string }
  | { readonly type: 'check.judged'; readonly check: JudgedCheck }
  | { readonly type: 'run.finished'; readonly verdict: Verdict; readonly folder: string; readonly outcome: 'completed' | 'cancelled' };

export type RunEvent = { readonly v: 1; readonly run: string; readonly seq: number; readonly at: string } & EventBody;
