import type { Difference } from '../../model/difference.ts';
import { type ChosenRule, chooseRules, type DifferingCell } from './choose-rules.ts';
import type { ExplainFacts } from './facts.ts';
import type { HeldCells } from './held-cells.ts';
import type { CellHypothesis, CellPair, CellRule } from './hypothesis.ts';

/** So many cells are held before rules are proposed on them. */
export const SAMPLE = 2_000;
/** Rules of one column: each cell is tested against each of them. */
const MOST_RULES = 12;
/** Traces of one rule that are kept. */
const MOST_TRACES = 100_000;
/** Cells that stay unexplained and are kept for showing when the others are let go. */
const KEPT = 20;

/** A rule at work: what it explained so far. */
export interface RuleAtWork {
  readonly id: string;
  readonly rule: CellRule;
  readonly example: Difference;
  /** Undefined where the rule leaves none, or left too many. */
  readonly traces: Set<number> | undefined;
  accountsFor: number;
}

/**
 * Explains the differing cells of one column as they come. Each is given to the first rule at work that explains it; the others are held, and when they
 * are many, rules are proposed on them. What no rule explains is let go and counted, and it takes ever longer until rules are proposed again: so work
 * and memory are bounded, however many cells cannot be explained.
 */
export class ColumnExplainer {
  readonly #column: string;
  readonly #hypotheses: readonly CellHypothesis[];
  readonly #facts: ExplainFacts;
  readonly #held: HeldCells;
  readonly #kept: DifferingCell[] = [];
  #rules: RuleAtWork[] = [];
  #sample: DifferingCell[] = [];
  #letGo = 0;
  #pauses = 0;
  /** So many unexplained cells are counted before the next one is held. */
  #pause = 0;

  constructor(column: string, hypotheses: readonly CellHypothesis[], facts: ExplainFacts, held: HeldCells) {
    this.#column = column;
    this.#hypotheses = hypotheses;
    this.#facts = facts;
    this.#held = held;
  }

  /** `make` is called only for a cell that is held. */
  add(legacy: string, candidate: string, order: number, make: () => Difference): void {
    const pair = { legacy, candidate };
    for (const work of this.#rules) {
      if (!work.rule.explains(pair)) continue;
      work.accountsFor += 1;
      trace(work, pair);
      return;
    }
    if (this.#pause > 0) {
      this.#pause -= 1;
      this.#letGo += 1;
      return;
    }
    const cell = { legacy, candidate, order, difference: make() };
    this.#sample.push(cell);
    this.#held.take(cell);
    if (this.#held.tooMany) this.#propose(0);
    else if (this.#sample.length >= SAMPLE) this.#propose(SAMPLE / 2);
  }

  /** To be called after the last cell. */
  finish(): void {
    if (this.#sample.length > 0) this.#propose(SAMPLE);
    for (const hypothesis of this.#hypotheses) this.#widen(hypothesis);
  }

  get rules(): readonly RuleAtWork[] {
    return this.#rules;
  }

  get unexplained(): number {
    return this.#letGo + this.#sample.length;
  }

  /** Unexplained cells, as far as they are still known, in order. */
  get remembered(): readonly DifferingCell[] {
    return [...this.#kept, ...this.#sample];
  }

  /** At most `hold` cells are held afterwards. */
  #propose(hold: number): void {
    const { chosen, left } = chooseRules(this.#sample, this.#hypotheses, this.#facts, this.#column);
    for (const one of chosen) this.#adopt(one);
    for (const cell of this.#sample) this.#held.give(cell);
    const over = left.length > hold || this.#rules.length >= MOST_RULES;
    this.#sample = over ? [] : [...left];
    for (const cell of this.#sample) this.#held.take(cell);
    if (over) this.#release(left);
  }

  #release(cells: readonly DifferingCell[]): void {
    this.#kept.push(...cells.slice(0, KEPT - this.#kept.length));
    this.#letGo += cells.length;
    this.#pause = this.#rules.length >= MOST_RULES ? Number.POSITIVE_INFINITY : SAMPLE * (2 ** this.#pauses - 1);
    this.#pauses += 1;
  }

  #adopt({ id, rule, cells }: ChosenRule): void {
    const [first] = cells;
    if (first === undefined) return;
    const work = { id, rule, example: first.difference, accountsFor: cells.length, traces: rule.trace === undefined ? undefined : new Set<number>() };
    for (const cell of cells) trace(work, cell);
    this.#rules.push(work);
    this.#rules.sort((a, b) => Number(b.rule.strength === 'reproduces') - Number(a.rule.strength === 'reproduces'));
  }

  #widen({ id, widen }: CellHypothesis): void {
    const traced = this.#rules.filter((work) => work.id === id).flatMap(({ rule, traces }) => (complete(traces) ? [{ rule, traces }] : []));
    if (widen === undefined || traced.length < 2) return;
    for (const { rule, replaces } of widen(traced)) {
      const replaced = this.#rules.filter((work) => replaces.includes(work.rule));
      const [first] = replaced;
      if (first === undefined) continue;
      const accountsFor = replaced.reduce((total, work) => total + work.accountsFor, 0);
      this.#rules = this.#rules.flatMap((work) => (work === first ? [{ ...first, rule, accountsFor }] : replaced.includes(work) ? [] : [work]));
    }
  }
}

function trace({ rule, traces }: RuleAtWork, pair: CellPair): void {
  if (traces !== undefined && rule.trace !== undefined && complete(traces)) traces.add(rule.trace(pair));
}

/** Whether no trace was left out. */
function complete(traces: Set<number> | undefined): traces is Set<number> {
  return traces !== undefined && traces.size < MOST_TRACES;
}
