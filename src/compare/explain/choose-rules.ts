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
    left = choose(left, candidatesFor(left, hypotheses, facts, column), chosen);
  }
  return { chosen, left };
}

/** The rules that are proposed, with what each explains. One that reproduces all of the sample can be beaten by none that comes later. */
function candidatesFor(
  sample: readonly DifferingCell[],
  hypotheses: readonly CellHypothesis[],
  facts: ExplainFacts,
  column: string,
): readonly ChosenRule[] {
  const all: ChosenRule[] = [];
  for (const { id, propose } of hypotheses) {
    const found = propose(sample, facts, column).map((rule) => ({ id, rule, cells: sample.filter(rule.explains) }));
    all.push(...found);
    if (found.some((one) => one.cells.length === sample.length && one.rule.strength === 'reproduces' && stands(one, sample.length))) break;
  }
  return all;
}

function choose(sample: readonly DifferingCell[], candidates: readonly ChosenRule[], chosen: ChosenRule[]): readonly DifferingCell[] {
  let left = sample;
  let open = candidates;
  for (;;) {
    const best = bestOf(open, left.length);
    if (best === undefined) return left;
    chosen.push(best);
    const taken = new Set(best.cells);
    left = left.filter((cell) => !taken.has(cell));
    open = open.map((proposal) => ({ ...proposal, cells: proposal.cells.filter((cell) => !taken.has(cell)) }));
  }
}

function bestOf(candidates: readonly ChosenRule[], left: number): ChosenRule | undefined {
  let best: ChosenRule | undefined;
  for (const one of candidates) if (stands(one, left) && (best === undefined || isBetter(one, best))) best = one;
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
