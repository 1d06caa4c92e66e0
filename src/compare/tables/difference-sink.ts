import type { Difference } from '../../model/difference.ts';
import { DifferenceCollector, type DifferenceSet } from './difference-set.ts';

/** Takes the differences of one comparison in order and keeps the allowed ones apart. */
export class DifferenceSink {
  readonly #limit: number;
  readonly #allow: ((difference: Difference) => string | undefined) | undefined;
  readonly #visit: ((difference: Difference) => void) | undefined;
  readonly #open: DifferenceCollector;
  readonly #allowed = new Map<string, DifferenceCollector>();
  #order = 0;

  constructor(limit: number, allow?: (difference: Difference) => string | undefined, visit?: (difference: Difference) => void) {
    this.#limit = limit;
    this.#allow = allow;
    this.#visit = visit;
    this.#open = new DifferenceCollector(limit);
  }

  /** A place in the order for a difference that is known later. */
  reserve(): number {
    return this.#order++;
  }

  add(kind: Difference['kind'], column: string | undefined, make: () => Difference, order = this.reserve()): void {
    if (this.#allow === undefined && this.#visit === undefined) {
      this.#open.add(order, kind, column, make);
      return;
    }
    const difference = make();
    this.#visit?.(difference);
    const id = this.#allow?.(difference);
    const collector = id === undefined ? this.#open : this.#collectorOf(id);
    collector.add(order, kind, column, () => difference);
  }

  addAll(differences: readonly Difference[]): void {
    for (const difference of differences) this.add(difference.kind, difference.column, () => difference);
  }

  /** Cells by column that differ, listed or not; only for a sink without allowances. */
  countUnlisted(cells: ReadonlyMap<string, number>): void {
    this.#open.countUnlisted(cells);
  }

  get result(): { readonly differences: DifferenceSet; readonly allowed: ReadonlyMap<string, DifferenceSet> } {
    return { differences: this.#open.result(), allowed: new Map([...this.#allowed].map(([id, collector]) => [id, collector.result()])) };
  }

  #collectorOf(id: string): DifferenceCollector {
    const known = this.#allowed.get(id);
    if (known !== undefined) return known;
    const made = new DifferenceCollector(this.#limit);
    this.#allowed.set(id, made);
    return made;
  }
}
