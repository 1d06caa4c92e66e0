import type { Finding } from '../../model/finding.ts';
import { message } from '../../model/message.ts';
import type { Side } from '../../model/side.ts';
import { visible } from '../../runtime/text.ts';
import type { CsvRecord } from '../csv/csv-record.ts';
import type { CommonColumn } from '../tables/match-columns.ts';
import { encodeCells } from '../tables/record-hash.ts';
import { ColumnRules, type Form } from './column-rules.ts';

/** A column for which rules are declared. */
export interface RuledColumn {
  readonly column: CommonColumn;
  readonly rules: ColumnRules;
}

interface Unread {
  count: number;
  readonly first: { readonly record: number; readonly text: string };
}

const SHOWN = 60;

/** The records of one side with the forms of their cells in the place of the texts. Counts the cells that a rule could not read. */
export class SideForms {
  readonly #side: Side;
  readonly #columns: readonly RuledColumn[];
  readonly #places: readonly number[];
  readonly #unread = new Map<RuledColumn, Unread>();

  constructor(side: Side, columns: readonly RuledColumn[]) {
    this.#side = side;
    this.#columns = columns;
    this.#places = columns.map(({ column }) => column[side]);
  }

  /** The record's cells; where rules are declared, their forms. */
  formsOf(record: CsvRecord): readonly Form[] {
    const forms = [...record.cells];
    for (const ruled of this.#columns) {
      const place = ruled.column[this.#side];
      const text = forms[place];
      if (text === undefined || ruled.rules.ignored !== undefined) continue;
      const form = ruled.rules.formOf(text, this.#side);
      if (ruled.rules.unread(form)) this.#note(ruled, record.number, text);
      forms[place] = form;
    }
    return forms;
  }

  /** The texts of the columns with rules, encoded: records of equal forms and other texts are equal by the rules only. */
  textsOf(record: CsvRecord): string {
    return encodeCells(record.cells, this.#places);
  }

  /** Whether a cell of `formsOf` is empty or NULL. */
  isEmpty(forms: readonly Form[], place: number): boolean {
    const form = forms[place] ?? '';
    return this.#places.includes(place) ? form === '' || ColumnRules.isEmpty(form) : form === '';
  }

  /** The number of a cell of `formsOf`, roughly, for sorting; what is none comes last. */
  numberOf(forms: readonly Form[], place: number): number {
    return ColumnRules.numberOf(forms[place] ?? '');
  }

  /** One for each column with cells that its rule could not read. */
  get findings(): Finding[] {
    return [...this.#unread].map(([{ column, rules }, { count, first }]) => {
      const template = '`{rule}` cannot apply to {count} cells of column {column} in {side}; the first is {text} in record {record}';
      const text = visible(first.text.length > SHOWN ? `${first.text.slice(0, SHOWN)}…` : first.text);
      const values = { rule: rules.reads ?? '', count, column: column.name, side: this.#side, text: JSON.stringify(text), record: first.record };
      return {
        id: 'equivalence.not-applicable',
        message: message('equivalence.not-applicable', template, values),
        side: this.#side,
        fix: message('equivalence.not-applicable.fix', 'Find out why such a cell is there. If it means NULL, name it under `nullWords`.'),
      };
    });
  }

  #note(ruled: RuledColumn, record: number, text: string): void {
    const known = this.#unread.get(ruled);
    if (known === undefined) this.#unread.set(ruled, { count: 1, first: { record, text } });
    else known.count += 1;
  }
}
