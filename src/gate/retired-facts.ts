import type { RetiredBatch } from '../model/retired.ts';
import type { CheckedStatement } from './host-facts.ts';

/** All that is known of a batch that nobody needs. */
export interface RetiredFacts {
  readonly retired: RetiredBatch;
  readonly agreed: CheckedStatement;
  readonly stopped?: CheckedStatement;
  readonly watched?: CheckedStatement;
}
