import type { Difference } from '../../model/difference.ts';
import type { Explanation } from '../../model/explanation.ts';
import type { Message, Values } from '../../model/message.ts';
import type { Side } from '../../model/side.ts';
import type { ColumnMatch } from '../tables/match-columns.ts';
import type { TableComparison } from '../tables/table-comparison.ts';
import type { ExplainFacts } from './facts.ts';

/** The two texts of one differing cell of matched records. */
export interface CellPair {
  readonly legacy: string;
  readonly candidate: string;
}

/** How much must fit before a rule may explain anything: one cell that fits by chance explains nothing. */
export interface Evidence {
  /** At least so many cells of the sample. */
  readonly cells: number;
  /** At least this share (0 to 1) of the cells that no better rule explains. */
  readonly share: number;
}

/** What one hypothesis says of one column, with its parameters found: a test for each differing cell. */
export interface CellRule {
  readonly parameters: Values;
  readonly strength: Explanation['strength'];
  /** Without it: one cell for `reproduces`; three, and half of the column, for `consistent`. */
  readonly evidence?: Evidence;
  readonly explains: (pair: CellPair) => boolean;
  /** All that must be known of a cell that the rule explains, to say whether a wider rule explains it too. Takes few values, however many cells. */
  readonly trace?: (pair: CellPair) => number;
  readonly cause: Message;
  readonly fix: Message;
}

/** A rule that was at work, and the traces of all cells that it explained. */
export interface TracedRule {
  readonly rule: CellRule;
  readonly traces: ReadonlySet<number>;
}

/** One rule that explains all that several rules explained, as their traces prove. */
export interface WiderRule {
  readonly rule: CellRule;
  readonly replaces: readonly CellRule[];
}

/** A cause that shows in single cells. Pure: it sees a sample of one column's differing cells and the facts, and proposes rules, the most telling first. */
export interface CellHypothesis {
  readonly id: string;
  propose(sample: readonly CellPair[], facts: ExplainFacts, column: string): readonly CellRule[];
  /** Asked after the last cell about rules that were adopted one after the other and may be one: what a sample showed of it was too narrow. */
  widen?(rules: readonly TracedRule[]): readonly WiderRule[];
}

/** A record with its cells by the place of its own side's header. */
export interface TableRecord {
  readonly number: number;
  readonly cells: readonly string[];
  /** Indexes of the cells that are written as `""`, where the reader tells. */
  readonly quotedEmpty?: readonly number[];
  /** Line on which the record begins, from 1, where the reader tells. */
  readonly line?: number;
}

/** What a hypothesis about whole tables may look at. Reading is streamed and may be done more than once. */
export interface TableInput {
  readonly comparison: TableComparison;
  readonly match: ColumnMatch;
  /** Names of the key columns; undefined without a key. */
  readonly key: readonly string[] | undefined;
  readonly facts: ExplainFacts;
  records(side: Side): AsyncIterable<readonly TableRecord[]>;
  /** The raw bytes of a side. */
  bytes(side: Side): AsyncIterable<Uint8Array>;
  /** Records only on one side, capped; `comparison.added` and `removed` tell how many there are. */
  readonly added: readonly TableRecord[];
  readonly removed: readonly TableRecord[];
  readonly signal?: AbortSignal;
}

/**
 * What one hypothesis about whole tables found. `accounts` says for a difference whether it is this. It is asked about column, representation and value
 * differences, about every added and removed record (of which only kind and record number are sure to be there, not the key), and about those differing
 * cells that no cell hypothesis explained, as far as they were kept (a file that was cut inside a record).
 */
export interface TableExplanation {
  readonly parameters: Values;
  readonly strength: Explanation['strength'];
  /** The cause is of the whole file (it is yesterday's): every difference is this, cells too, and `accounts` is not asked. */
  readonly everything?: boolean;
  readonly accounts: (difference: Difference) => boolean;
  /** The one column in which the cause shows. */
  readonly column?: string;
  /** What shows it best. Default: the first difference that it is given. */
  readonly example?: Difference;
  /** Of kind `representation`: what the comparison does not look for and this hypothesis saw (another order of the records). To be counted among the differences. */
  readonly shows?: Difference;
  readonly cause: Message;
  readonly fix: Message;
}

/** A cause that shows in rows, columns, order or bytes of whole tables. */
export interface TableHypothesis {
  readonly id: string;
  /** It explains nothing but the difference of representation that it shows itself: not asked where representation is of no concern. */
  readonly onlyShows?: boolean;
  explain(input: TableInput): Promise<readonly TableExplanation[]>;
}
