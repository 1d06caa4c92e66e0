import type { Side } from '../../model/side.ts';
import type { CommonColumn } from '../tables/match-columns.ts';
import { ColumnRules } from './column-rules.ts';
import type { ColumnDeclarations } from './declaration.ts';
import { type RuledColumn, SideForms } from './side-forms.ts';

/**
 * How two cells of one column and one record relate. `same`: the same text. `settled`: nothing to tell (the same text where quoting means nothing).
 * `equivalent`: other texts, one form. `tolerated`: other forms, accepted. `ignored`: other texts in a column that is not compared.
 */
export type Relation = 'same' | 'settled' | 'equivalent' | 'tolerated' | 'ignored' | 'different';

/** The declared rules of one comparison, for the columns that both sides have. */
export class Equivalence {
  /** Columns that are not ignored. */
  readonly compared: readonly CommonColumn[];
  /** Compared columns in which a quoted empty cell differs from an unquoted one. */
  readonly quoted: readonly CommonColumn[];
  /** Compared columns with a tolerance. */
  readonly tolerant: readonly CommonColumn[];
  readonly #ruled: ReadonlyMap<CommonColumn, ColumnRules>;

  constructor(declarations: ColumnDeclarations, columns: readonly CommonColumn[]) {
    const rules = new Map(Object.entries(declarations).map(([name, declared]) => [name, new ColumnRules(declared)]));
    this.#ruled = new Map(
      columns.flatMap((column) => {
        const found = rules.get(column.name);
        return found === undefined ? [] : [[column, found] as const];
      }),
    );
    this.compared = columns.filter((column) => this.#ruled.get(column)?.ignored === undefined);
    this.quoted = this.compared.filter((column) => this.#ruled.get(column)?.emptyIsNull !== true);
    this.tolerant = this.compared.filter((column) => this.#ruled.get(column)?.tolerates === true);
  }

  /** The cells of one side as the rules see them. Use once a reading. */
  formsOf(side: Side): SideForms {
    return new SideForms(side, this.#columns);
  }

  /** Ignored columns with their reasons. */
  get ignored(): ReadonlyMap<string, string> {
    return new Map(this.#columns.flatMap(({ column, rules }) => (rules.ignored === undefined ? [] : [[column.name, rules.ignored] as const])));
  }

  /** Cells of records that belong together; undefined for a cell that a ragged record lacks. */
  relate(column: CommonColumn, mine: string | undefined, theirs: string | undefined): Relation {
    const rules = this.#ruled.get(column);
    if (rules?.ignored !== undefined) return mine === theirs ? 'settled' : 'ignored';
    if (rules === undefined || mine === undefined || theirs === undefined) return mine === theirs ? 'same' : 'different';
    const forms = { legacy: rules.formOf(mine, 'legacy'), candidate: rules.formOf(theirs, 'candidate') };
    if (forms.legacy !== forms.candidate) return rules.accepts(forms.legacy, forms.candidate) ? 'tolerated' : 'different';
    if (mine !== theirs) return 'equivalent';
    return rules.emptyIsNull ? 'settled' : 'same';
  }

  get #columns(): RuledColumn[] {
    return [...this.#ruled].map(([column, rules]) => ({ column, rules }));
  }
}
