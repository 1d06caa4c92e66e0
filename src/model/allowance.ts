import type { Difference } from './difference.ts';
import type { Message } from './message.ts';

/** A difference that a person accepted. Covers at most its bound: one difference more, and it covers none. */
export interface Allowance {
  readonly id: string;
  readonly target: {
    /** The check's id, e.g. `keyed-rows`. */
    readonly check: string;
    readonly output?: string;
    readonly kind?: Difference['kind'];
    readonly column?: string;
  };
  readonly bound: {
    /** The most differences that it covers. */
    readonly count: number;
    /** For numbers: the most that candidate may be away from legacy. A cell that is no number is not covered. Decimal text. */
    readonly absolute?: string;
    /** For dates and times: the most seconds that candidate may be away from legacy. A cell that is none is not covered. Decimal text. */
    readonly seconds?: string;
    /** For generated ids: what both cells must be, whatever they are: `uuid`, or `hex`, `digits` or `token` (letters, digits, _ and -), with their length or without: `hex 32`. */
    readonly form?: string;
  };
  readonly reason: string;
  /** What was looked at: a ticket, a run id, a mail. */
  readonly evidence: string;
  readonly by: string;
  /** Last valid day, `YYYY-MM-DD`, in UTC. */
  readonly until: string;
}

/** What an allowance covered in one check. */
export interface AllowedDifference {
  readonly allowance: string;
  readonly reason: string;
  readonly until: string;
  readonly covered: number;
  readonly bound: number;
  readonly example: Difference;
  readonly message: Message;
}
