import type { Side } from '../../model/side.ts';

/** What is known of a side's host and run, as far as it is known. */
export interface SideFacts {
  /** IANA name, for instance `Asia/Tokyo`. */
  readonly timeZone?: string;
  /** POSIX locale, for instance `ja_JP.UTF-8`, `C`. */
  readonly locale?: string;
  /** When the run began and ended, ISO 8601 in UTC. */
  readonly window?: { readonly from: string; readonly to: string };
  /** sha256 (hexadecimal) of this output's file in the previous run. */
  readonly previousSha256?: string;
  /** sha256 (hexadecimal) of this output's file in this run. */
  readonly sha256?: string;
}

/** Facts that hypotheses need come in as data. */
export interface ExplainFacts {
  readonly sides: Readonly<Record<Side, SideFacts>>;
  /** The business date, `YYYY-MM-DD`. */
  readonly businessDate?: string;
}

/** Nothing is known beside the tables. */
export const NO_FACTS: ExplainFacts = { sides: { legacy: {}, candidate: {} } };
