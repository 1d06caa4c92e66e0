import { chooseRules, type DifferingCell } from '../compare/explain/choose-rules.ts';
import { type ExplainFacts, NO_FACTS } from '../compare/explain/facts.ts';
import type { CellHypothesis } from '../compare/explain/hypothesis.ts';

/** A legacy and a candidate text. */
export type Texts = readonly [legacy: string, candidate: string];

/** Cells that differ for no reason that a hypothesis knows. */
export const UNRELATED: readonly Texts[] = [
  ['kumquat', 'lychee'],
  ['17', '23'],
  ['104.50', '98.10'],
  ['2026-11-25', '2026-09-03'],
  ['2026-11-25 10:00:00', '2026-11-27 10:17:03'],
  ['東京都港区', '大阪市北区'],
  ['', 'active'],
  ['Minato-ku, Tokyo', 'Chuo-ku, Osaka'],
];

/** What one hypothesis alone says of some cells: each rule with the number of cells that it explains, and the cells that are left. */
export function explainCells(hypothesis: CellHypothesis, cells: readonly Texts[], facts: ExplainFacts = NO_FACTS) {
  const sample = cells.map(([legacy, candidate], order): DifferingCell => ({ legacy, candidate, order, difference: { kind: 'changed' } }));
  const { chosen, left } = chooseRules(sample, [hypothesis], facts, 'v');
  return {
    rules: chosen.map(({ rule: { parameters, strength }, cells: explained }) => ({ parameters, strength, cells: explained.length })),
    left: left.map(({ legacy, candidate }): Texts => [legacy, candidate]),
  };
}
