import type { Duration } from '../model/clock.ts';
import type { Repeat } from '../model/playbook.ts';
import type { Tagged } from '../model/schema.ts';

/**
 * One thing that is about to be done, with all that must be known to do it, to go on after a crash, and to know whether it was done. Plain data with
 * all variables filled in: what a person agrees to is its hash.
 */
export interface Act {
  /** Unique within the plan; names it in the journal. */
  readonly id: string;
  readonly title: string;
  readonly step: Tagged;
  readonly timeoutMs: Duration;
  readonly expectedMs?: Duration;
  readonly repeat: Repeat;
  /** Words that a person types before it is done. */
  readonly confirm?: string;
  readonly precondition?: Tagged;
  readonly doneWhen?: Tagged;
  readonly environment: Readonly<Record<string, string>>;
  /** `remember`: read before the act. `compare`: read after it, and it must say what was remembered. */
  readonly probe?: { readonly use: 'remember' | 'compare'; readonly probe: Tagged };
  /** Why it is not done in this plan. */
  readonly leftOut?: string;
}

/** How an act ended within one pass. `in-doubt`: it may have done its work or not, and nothing more is done until that is known. */
export interface ActResult {
  readonly id: string;
  readonly title: string;
  readonly status: 'ok' | 'left-out' | 'failed' | 'in-doubt' | 'cancelled' | 'refused' | 'not-begun';
  readonly text: string;
  readonly durationMs?: number;
}

/** How a plan's acts ended: all done; or where it stands, and what to do. */
export interface ActsEnd {
  readonly status: 'done' | 'failed' | 'blocked' | 'cancelled';
  readonly results: readonly ActResult[];
  /** What a person does next; absent when all is done. */
  readonly next?: string;
}

/** What must be typed before an act that cannot be taken back; undefined where the agreement to the plan is enough. */
export function wordsOf({ confirm, repeat, id }: Act): string | undefined {
  return confirm ?? (repeat === 'never' ? id : undefined);
}
