/**
 * How the values of a column are quoted. `minimal`: only where they hold a delimiter, quote or line end. `always`: every value.
 * `any`: no value tells, both would look the same. Empty cells do not count here: see `null-quoting`.
 */
export type QuotingStyle = 'minimal' | 'always' | 'mixed' | 'any';

/** Counts, by column, values that are quoted without need and values that are bare. */
export class QuotingTally {
  readonly #needless: number[] = [];
  readonly #bare: number[] = [];

  /** One value that would not need quotes. */
  add(column: number, quoted: boolean): void {
    const counts = quoted ? this.#needless : this.#bare;
    counts[column] = (counts[column] ?? 0) + 1;
  }

  /** The empty cells of a record, by themselves: a reader may take a bare one for NULL and a quoted one for a text. */
  addEmpty({ cells, quotedEmpty }: { readonly cells: readonly string[]; readonly quotedEmpty: readonly number[] }): void {
    let nth = 0;
    for (const [column, cell] of cells.entries()) {
      const quoted = quotedEmpty[nth] === column;
      if (quoted) nth += 1;
      if (cell === '') this.add(column, quoted);
    }
  }

  styleOf(column: number): QuotingStyle {
    return quotingStyle((this.#needless[column] ?? 0) > 0, (this.#bare[column] ?? 0) > 0);
  }
}

/** By whether a value was quoted without need, and whether one was bare. */
export function quotingStyle(needless: boolean, bare: boolean): QuotingStyle {
  if (needless) return bare ? 'mixed' : 'always';
  return bare ? 'minimal' : 'any';
}

/** The columns' styles in one text: the style alone where all agree, else by column. */
export function describeQuoting(styles: readonly { readonly column: string; readonly style: QuotingStyle }[]): string {
  const telling = styles.filter(({ style }) => style !== 'any');
  const distinct = new Set(telling.map(({ style }) => style));
  if (distinct.size === 0) return 'any';
  if (distinct.size === 1) return telling[0]?.style ?? 'any';
  return telling.map(({ column, style }) => `${column}: ${style}`).join(', ');
}
