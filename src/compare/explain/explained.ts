import type { Difference } from '../../model/difference.ts';
import type { Explanation } from '../../model/explanation.ts';

/** What explains the differences of one comparison: Σ `accountsFor` + `unexplained` = `of`. */
export interface Explained {
  /** The one that accounts for most comes first. */
  readonly explanations: readonly Explanation[];
  /** All differences of the comparison, and those of `shown`. */
  readonly of: number;
  readonly unexplained: number;
  /** The first of what stays unexplained. */
  readonly examples: readonly Difference[];
  /** How many differences were looked at: less than `of` where a limit was given. The others count as unexplained. */
  readonly examined: number;
  /** Of kind `representation`: what hypotheses saw beyond the comparison's own differences (another order of the records). */
  readonly shown: readonly Difference[];
}
