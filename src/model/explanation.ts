import type { Difference } from './difference.ts';
import type { Message, Values } from './message.ts';

/** One cause that accounts for many differences, and how to mend it. Each difference belongs to one: Σ accountsFor + unexplained = of. */
export interface Explanation {
  readonly id: string;
  readonly output: string;
  readonly column?: string;
  readonly parameters: Values;
  readonly accountsFor: number;
  readonly of: number;
  readonly example: Difference;
  /** `reproduces`: the candidate's value follows exactly from legacy's. `consistent`: it does not contradict. */
  readonly strength: 'reproduces' | 'consistent';
  readonly cause: Message;
  readonly fix: Message;
}
