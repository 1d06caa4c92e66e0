import type { EvidencePair } from '../model/evidence.ts';
import type { Scratch } from './scratch.ts';
import type { Subject } from './subject.ts';

/** One place of the evidence where a mutation applies. */
export interface Place {
  /** For people: `backup, column balance, record 50,301`. */
  readonly where: string;
  /** The output that is touched; absent where the take itself is. */
  readonly output?: string;
  /** The check that catches it, as it would stand under `checks:`. */
  readonly check: string;
  /** The evidence with this one fault of the candidate. What it touches is written anew, the original is never changed. */
  readonly mutate: (scratch: Scratch) => Promise<EvidencePair>;
}

/** One planted fault of the catalogue, which must turn a green verdict. */
export interface Mutation {
  /** Kebab-case; stands in records of the ledger. */
  readonly id: string;
  readonly title: string;
  /** The places that are tried, the same each time: first, middle and last record, each column. Empty where it does not apply. */
  readonly applies: (subject: Subject) => Promise<readonly Place[]>;
}
