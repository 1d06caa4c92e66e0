import type { Difference } from '../../model/difference.ts';

/** Differences that were counted, with some of them listed. Complete in its figures, capped in `listed`. */
export interface DifferenceSet {
  readonly total: number;
  /** `total` without those of kind `representation`. */
  readonly content: number;
  /** Differing cells by column. */
  readonly columns: ReadonlyMap<string, number>;
  /** In order; each column, and each other kind, has an example as far as the cap allows. */
  readonly listed: readonly ListedDifference[];
}

/** `order` is the difference's place among all of the comparison. */
export interface ListedDifference {
  readonly order: number;
  readonly difference: Difference;
}

/** Counts all and keeps the first `limit`, and the first of each column and kind. */
export class DifferenceCollector {
  readonly #limit: number;
  readonly #columns = new Map<string, number>();
  readonly #first: ListedDifference[] = [];
  readonly #examples = new Map<string, ListedDifference>();
  #total = 0;
  #representation = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** `make` is called only when the difference is kept. */
  add(order: number, kind: Difference['kind'], column: string | undefined, make: () => Difference): void {
    this.#total += 1;
    if (kind === 'representation') this.#representation += 1;
    if (kind === 'changed' && column !== undefined) this.#columns.set(column, (this.#columns.get(column) ?? 0) + 1);
    const group = groupOf(kind, column);
    const example = !this.#examples.has(group);
    if (!example && this.#first.length >= this.#limit) return;
    const listed = { order, difference: make() };
    if (example) this.#examples.set(group, listed);
    if (this.#first.length < this.#limit) this.#first.push(listed);
  }

  /** The true numbers of differing cells, where only some of them were added. */
  countUnlisted(cells: ReadonlyMap<string, number>): void {
    for (const [column, count] of cells) {
      this.#total += count - (this.#columns.get(column) ?? 0);
      if (count > 0) this.#columns.set(column, count);
    }
  }

  result(): DifferenceSet {
    const kept = new Map([...this.#first, ...this.#examples.values()].map((listed) => [listed.order, listed]));
    return {
      total: this.#total,
      content: this.#total - this.#representation,
      columns: this.#columns,
      listed: spread([...kept.values()], this.#limit),
    };
  }
}

/** The sets as one, in order. */
export function mergeSets(sets: readonly DifferenceSet[], limit: number): DifferenceSet {
  const columns = new Map<string, number>();
  for (const set of sets) for (const [name, count] of set.columns) columns.set(name, (columns.get(name) ?? 0) + count);
  const sum = (of: (set: DifferenceSet) => number) => sets.reduce((total, set) => total + of(set), 0);
  return {
    total: sum((set) => set.total),
    content: sum((set) => set.content),
    columns,
    listed: spread(
      sets.flatMap((set) => set.listed),
      limit,
    ),
  };
}

/** The same differences, later in the order. */
export function shiftSet(set: DifferenceSet, by: number): DifferenceSet {
  return { ...set, listed: set.listed.map(({ order, difference }) => ({ order: order + by, difference })) };
}

/** At most `limit`: first one of each column and kind, then the earliest; in order. */
function spread(listed: readonly ListedDifference[], limit: number): ListedDifference[] {
  const sorted = listed.toSorted((a, b) => a.order - b.order);
  const seen = new Set<string>();
  const examples: ListedDifference[] = [];
  const others: ListedDifference[] = [];
  for (const one of sorted) {
    const group = groupOf(one.difference.kind, one.difference.column);
    (seen.has(group) ? others : examples).push(one);
    seen.add(group);
  }
  return [...examples, ...others].slice(0, limit).sort((a, b) => a.order - b.order);
}

/** What shall have an example of its own: each column with differing cells, and each other kind. */
function groupOf(kind: Difference['kind'], column: string | undefined): string {
  return kind === 'changed' ? `changed ${column}` : kind;
}
