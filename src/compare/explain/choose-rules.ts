import type { Difference } from '../../model/difference.ts';
import type { ExplainFacts } from './facts.ts';
import type { CellHypothesis, CellPair, CellRule, Evidence } from './hypothesis.ts';

/** One differing cell, and its place among all differences of the comparison. */
export interface DifferingCell extends CellPair {
  readonly order: number;
  readonly difference: Difference;
}

/** A rule that was chosen, and the cells of the sample that it explains: never none. */
export interface ChosenRule {
  readonly id: string;
  readonly rule: CellRule;
  readonly cells: readonly DifferingCell[];
}

export interface Choice {
  readonly chosen: readonly ChosenRule[];
  /** What no rule explains. */
  readonly left: readonly DifferingCell[];
}

const ENOUGH: Readonly<Record<CellRule['strength'], Evidence>> = {
  reproduces: { cells: 1, share: 0 },
  consistent: { cells: 3, share: 0.5 },
};

/**
 * Gives each cell of a sample to at most one rule. First come rules that reproduce the candidate's value, then those that are only consistent; among them the
 * one that explains most, then the one of the earlier hypothesis. What is left is proposed on again, until nothing more is found.
 */
export function chooseRules(sample: readonly DifferingCell[], hypotheses: readonly CellHypothesis[], facts: ExplainFacts, column: string): Choice {
  const chosen: ChosenRule[] = [];
  let left = sample;
  for (let before = -1; before !== chosen.length && left.length > 0; ) {
    before = chosen.length;
    const proposals = hypotheses.flatMap(({ id, propose }) => propose(left, facts, column).map((rule) => ({ id, rule })));
    left = choose(left, proposals, chosen);
  }
  return { chosen, left };
}

type Proposal = Pick<ChosenRule, 'id' | 'rule'>;

function choose(sample: readonly DifferingCell[], proposals: readonly Proposal[], chosen: ChosenRule[]): readonly DifferingCell[] {
  let left = sample;
  let open = proposals.map((proposal) => ({ ...proposal, cells: left.filter(proposal.rule.explains) }));
  for (;;) {
    const best = bestOf(open, left.length);
    if (best === undefined) return left;
    chosen.push(best);
    const taken = new Set(best.cells);
    left = left.filter((cell) => !taken.has(cell));
    open = open.map((proposal) => ({ ...proposal, cells: proposal.cells.filter((cell) => !taken.has(cell)) }));
  }
}

function bestOf(proposals: readonly ChosenRule[], left: number): ChosenRule | undefined {
  let best: ChosenRule | undefined;
  for (const proposal of proposals) if (stands(proposal, left) && (best === undefined || isBetter(proposal, best))) best = proposal;
  return best;
}

function stands({ rule, cells }: ChosenRule, left: number): boolean {
  const enough = rule.evidence ?? ENOUGH[rule.strength];
  return cells.length >= Math.max(1, enough.cells) && cells.length >= enough.share * left;
}

function isBetter(one: ChosenRule, other: ChosenRule): boolean {
  if (one.rule.strength !== other.rule.strength) return one.rule.strength === 'reproduces';
  return one.cells.length > other.cells.length;
}
