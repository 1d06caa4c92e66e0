import type { Difference } from '../../model/difference.ts';
import type { Explanation } from '../../model/explanation.ts';
import type { Finding } from '../../model/finding.ts';

/** What a comparison tells that may hold a cell's value. */
export interface Told {
  readonly differences: readonly Difference[];
  readonly findings: readonly Finding[];
  readonly explanations: readonly Explanation[];
  /** Of what stays unexplained. */
  readonly examples: readonly Difference[];
}

export interface ToldColumns {
  /** Columns of the key, in the order of a difference's `key`; empty without one. */
  readonly key: readonly string[];
  /** The columns of both headers. */
  readonly known: readonly string[];
}

/** Hides personal values in what is told, before anything is made of it. */
export type DiffMask = (told: Told, columns: ToldColumns) => Told;
