import type { CsvRecord } from '../csv/csv-record.ts';
import { withinTime } from '../outputs/within-time.ts';
import { type CellType, fitsType } from './cell-types.ts';

/** What each cell of a column must be. */
export interface ColumnDemand {
  readonly type: CellType;
  /** A regular expression (flag `u`). */
  readonly pattern?: string;
  readonly empty: 'allowed' | 'forbidden';
  /** In Unicode code points. */
  readonly maxLength?: number;
  /** Words that stand for an empty cell. */
  readonly nullWords: readonly string[];
}

/** A cell that is not what it must be, and in which way. */
export interface UnfitCell {
  readonly record: number;
  readonly text: string;
  readonly lacks: 'value' | 'type' | 'pattern' | 'length';
}

/** Most milliseconds for the patterns on one batch of records. */
const TIME = 5_000;

/** Looks at the cells of one column on one side: counts all that are not what they must be, and keeps the first. */
export class ColumnAudit {
  unfit = 0;
  readonly first: UnfitCell[] = [];
  readonly #demand: ColumnDemand;
  readonly #keep: number;
  readonly #pattern: RegExp | undefined;

  constructor(demand: ColumnDemand, keep: number) {
    this.#demand = demand;
    this.#keep = keep;
    this.#pattern = demand.pattern === undefined ? undefined : new RegExp(demand.pattern, 'u');
  }

  /** Looks at the cells at `places` (several where the header repeats the name). Throws `pattern.too-slow`. */
  add(records: readonly CsvRecord[], places: readonly number[]): void {
    const work = () => {
      for (const { number, cells } of records) for (const place of places) this.#look(number, cells[place]);
    };
    if (this.#pattern === undefined) work();
    else withinTime(TIME, 'column-types', work);
  }

  /** A cell that a ragged record lacks is a finding of the reader. */
  #look(record: number, text: string | undefined): void {
    if (text === undefined) return;
    const lacks = this.#lacks(text);
    if (lacks === undefined) return;
    this.unfit += 1;
    if (this.first.length < this.#keep) this.first.push({ record, text, lacks });
  }

  #lacks(text: string): UnfitCell['lacks'] | undefined {
    const { type, empty, maxLength, nullWords } = this.#demand;
    if (text === '' || nullWords.includes(text)) return empty === 'forbidden' ? 'value' : undefined;
    if (!fitsType[type](text)) return 'type';
    if (this.#pattern?.test(text) === false) return 'pattern';
    // A code point takes one or two units: most cells need no counting.
    if (maxLength !== undefined && text.length > maxLength && [...text].length > maxLength) return 'length';
    return undefined;
  }
}
