import type { Status } from '../model/status.ts';

/** `killed`: the verdict is no longer a pass. `allowed`: allowances or declared equivalences cover it. `survived`: it passed unseen. */
export type Fate = 'killed' | 'allowed' | 'survived';

/** What came of one fault in one place. */
export interface Mutant {
  readonly where: string;
  readonly fate: Fate;
  /** The verdict with the fault. */
  readonly status: Status;
  /** What caught it: a check's id, or `comparability`. Absent unless it was killed. */
  readonly by?: string;
  /** Code of the error, where no check saw it and one crashed on it. */
  readonly crashed?: string;
  /** Of a survivor: the check that would catch it, as it would stand under `checks:`. */
  readonly add?: string;
}

export interface MutationResult {
  readonly id: string;
  readonly title: string;
  /** Empty where it does not apply. */
  readonly mutants: readonly Mutant[];
}
