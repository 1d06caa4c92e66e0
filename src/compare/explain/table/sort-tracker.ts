import type { Collation } from './collations.ts';

/** How the records of a side are sorted by one column. */
export interface SortOrder {
  readonly collation: Collation;
  readonly descending: boolean;
  /** Where empty cells stand; undefined where there are none. */
  readonly empties: 'first' | 'last' | undefined;
  /** How often the value changed from one record to the next. */
  readonly steps: number;
  /** How often it changed the wrong way. */
  readonly flaws: number;
}

/** Of so many steps one may go the wrong way (a cell that changed for another reason), and at most two of all. */
const STEPS_PER_FLAW = 20;
const MOST_FLAWS = 2;

/** Watches the values of one column go by, and whether they are in the order of one collation. */
export class SortTracker {
  readonly #collation: Collation;
  #steps = 0;
  #falls = 0;
  #rises = 0;
  #lost = false;
  #empties: SortOrder['empties'];
  /** Of the group that is going by. */
  #last: string | undefined;
  #emptyBefore = false;
  #emptyAfter = false;

  constructor(collation: Collation) {
    this.#collation = collation;
  }

  /** No order can come of it any more. */
  get lost(): boolean {
    return this.#lost || Math.min(this.#falls, this.#rises) > MOST_FLAWS;
  }

  add(value: string): void {
    if (value === '') this.#empty();
    else this.#value(value);
  }

  /** Another group of records begins, in which the order begins anew. */
  restart(): void {
    this.#last = undefined;
    this.#emptyBefore = false;
    this.#emptyAfter = false;
  }

  get result(): SortOrder | undefined {
    const flaws = Math.min(this.#falls, this.#rises);
    if (this.#lost || this.#steps === 0 || flaws > Math.min(MOST_FLAWS, Math.floor(this.#steps / STEPS_PER_FLAW))) return undefined;
    return { collation: this.#collation, descending: this.#falls > this.#rises, empties: this.#empties, steps: this.#steps, flaws };
  }

  #empty(): void {
    if (this.#last === undefined) this.#emptyBefore = true;
    else {
      this.#emptyAfter = true;
      this.#place('last');
    }
  }

  #value(value: string): void {
    if (this.#emptyAfter) this.#lost = true;
    if (this.#emptyBefore) this.#place('first');
    this.#emptyBefore = false;
    const step = this.#last === undefined ? 0 : this.#collation.compare(this.#last, value);
    this.#last = value;
    if (Number.isNaN(step)) this.#lost = true;
    if (step === 0) return;
    this.#steps += 1;
    if (step > 0) this.#falls += 1;
    else this.#rises += 1;
  }

  #place(empties: 'first' | 'last'): void {
    if (this.#empties !== undefined && this.#empties !== empties) this.#lost = true;
    this.#empties = empties;
  }
}
