import type { Difference } from '../../model/difference.ts';
import type { Explanation } from '../../model/explanation.ts';
import { ColumnExplainer } from './column-explainer.ts';
import type { Explained } from './explained.ts';
import type { ExplainFacts } from './facts.ts';
import { giveToTables, type NamedTableExplanation } from './give-to-tables.ts';
import { HeldCells } from './held-cells.ts';
import type { CellHypothesis } from './hypothesis.ts';
import { OtherDifferences, type PlacedDifference } from './other-differences.ts';
import { EXAMPLES } from './sum-explained.ts';

export interface ExplainerOptions {
  readonly hypotheses: readonly CellHypothesis[];
  readonly facts: ExplainFacts;
  /** The output's name, for the explanations. */
  readonly output: string;
  /** Most differing cells to look at. Default: all. */
  readonly limit?: number;
}

/**
 * Takes every difference of one comparison in order, then says what causes them. Counts are exact. What it holds is bounded, but for 4 bytes for each
 * record that is only on one side.
 */
export class Explainer {
  readonly others = new OtherDifferences();
  readonly #options: ExplainerOptions;
  readonly #columns = new Map<string, ColumnExplainer>();
  readonly #held = new HeldCells();
  #first: Difference | undefined;
  #seen = 0;
  #beyond = 0;

  constructor(options: ExplainerOptions) {
    this.#options = options;
  }

  visit(difference: Difference): void {
    const { kind, column, legacy, candidate } = difference;
    if (kind === 'changed' && column !== undefined && legacy !== undefined && candidate !== undefined && 'text' in legacy && 'text' in candidate) {
      this.cell(column, legacy.text, candidate.text, () => difference);
      return;
    }
    this.#first ??= difference;
    this.others.add(difference, this.#seen++);
  }

  /** The same for a differing cell; `make` is called only when the difference itself is needed. */
  cell(column: string, legacy: string, candidate: string, make: () => Difference): void {
    this.#first ??= make();
    const order = this.#seen++;
    if (order >= (this.#options.limit ?? Number.POSITIVE_INFINITY)) this.#beyond += 1;
    else this.#columnOf(column).add(legacy, candidate, order, make);
  }

  /** Differences that were counted and not shown to this. */
  notShown(count: number): void {
    this.#seen += count;
    this.#beyond += count;
  }

  /** To be called once, after the last difference. `tables` is what the hypotheses about whole tables found. */
  finish(tables: readonly NamedTableExplanation[] = []): Explained {
    const shown = tables.flatMap(({ explanation }) => explanation.shows ?? []);
    const of = this.#seen + shown.length;
    const whole = tables.find(({ explanation }) => explanation.everything);
    const more = { of, examined: of - this.#beyond, shown };
    if (whole !== undefined && this.#first !== undefined) {
      const explanations = [this.#explanation(whole.id, whole.explanation, { example: this.#first, accountsFor: of, of })];
      return { ...more, examined: of, explanations, unexplained: 0, examples: [] };
    }
    for (const column of this.#columns.values()) column.finish();
    const cells = this.#cellExplanations(of);
    const columns = [...this.#columns.values()];
    const remembered = columns.flatMap((column) => column.remembered);
    const { given, left } = giveToTables(() => this.#rest(remembered, shown), tables, EXAMPLES + this.#columns.size);
    const forgotten = columns.reduce((total, column) => total + column.unexplained, 0) - remembered.length + this.others.dropped + this.#beyond;
    const explanations = [...cells, ...given.map(({ id, explanation, ...counts }) => this.#explanation(id, explanation, { ...counts, of }))];
    return {
      ...more,
      explanations: explanations.sort((a, b) => b.accountsFor - a.accountsFor),
      unexplained: left.count + forgotten,
      examples: left.first
        .toSorted((a, b) => a.order - b.order)
        .slice(0, EXAMPLES)
        .map(({ difference }) => difference),
    };
  }

  #columnOf(name: string): ColumnExplainer {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    const made = new ColumnExplainer(name, this.#options.hypotheses, this.#options.facts, this.#held);
    this.#columns.set(name, made);
    return made;
  }

  /** What cells do not account for. The cells come first, so that none of the few that are kept is pushed out by rows. */
  *#rest(cells: readonly PlacedDifference[], shown: readonly Difference[]): Generator<PlacedDifference> {
    yield* cells;
    yield* this.others.all();
    for (const difference of shown) yield { order: Number.POSITIVE_INFINITY, difference };
  }

  #cellExplanations(of: number): Explanation[] {
    return [...this.#columns].flatMap(([column, explainer]) =>
      explainer.rules.map(({ id, rule, example, accountsFor }) => ({ ...this.#explanation(id, rule, { example, accountsFor, of }), column })),
    );
  }

  #explanation(
    id: string,
    { column, parameters, strength, cause, fix }: Pick<Explanation, 'column' | 'parameters' | 'strength' | 'cause' | 'fix'>,
    counts: Pick<Explanation, 'accountsFor' | 'of' | 'example'>,
  ): Explanation {
    return { id, output: this.#options.output, ...(column === undefined ? {} : { column }), parameters, strength, cause, fix, ...counts };
  }
}
