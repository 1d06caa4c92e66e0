import type { Status } from '../model/status.ts';
import type { ActResult } from './act.ts';
import type { Mode } from './rollback-plan.ts';

/** How one verification came out. */
export interface VerifyResult {
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  readonly text: string;
}

/** `result.json`: how the last pass of a rollback ended. `inconclusive`: something is in doubt, or could not be looked at. Times in ms. */
export interface RollbackResult {
  readonly schema: 'twinrun.rollback/1';
  readonly id: string;
  readonly scenario: string;
  readonly mode: Mode;
  readonly world: 'sandbox' | 'real';
  readonly businessDate: string;
  /** sha256 of the plan. */
  readonly plan: string;
  readonly status: Status | 'cancelled';
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Of this pass. */
  readonly durationMs: number;
  readonly acts: readonly ActResult[];
  readonly verified: readonly VerifyResult[];
  /** What was done was taken back, all of it. */
  readonly undone?: boolean;
  /** What a person does next; absent when one is back. */
  readonly next?: string;
  readonly folder: string;
}
