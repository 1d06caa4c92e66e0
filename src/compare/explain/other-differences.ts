import type { Difference } from '../../model/difference.ts';
import { grown } from '../tables/hash-index.ts';

/** Differences that are kept whole. Of further added and removed records only the number is kept, 4 bytes each. */
const WHOLE = 10_000;

/** A difference and its place among all of the comparison. */
export interface PlacedDifference {
  readonly order: number;
  readonly difference: Difference;
}

type OneSided = 'added' | 'removed';

/** All differences that are not of two cell texts: added and removed records, columns, representation, cells of ragged records. */
export class OtherDifferences {
  readonly #whole: PlacedDifference[] = [];
  readonly #numbers = { added: new RecordNumbers(), removed: new RecordNumbers() };
  #dropped = 0;

  add(difference: Difference, order: number): void {
    const { kind, record } = difference;
    const number = kind === 'added' ? record?.candidate : kind === 'removed' ? record?.legacy : undefined;
    if (this.#whole.length < WHOLE) this.#whole.push({ difference, order });
    else if (number !== undefined && (kind === 'added' || kind === 'removed')) this.#numbers[kind].add(number);
    else this.#dropped += 1;
  }

  /** How many were not kept at all: nothing can be said of them. */
  get dropped(): number {
    return this.#dropped;
  }

  /** In order as far as they are whole; then the removed and the added ones, of which only the record number is known. */
  *all(): Generator<PlacedDifference> {
    yield* this.#whole;
    const order = Number.POSITIVE_INFINITY;
    for (const number of this.#numbers.removed.all()) yield { order, difference: { kind: 'removed', record: { legacy: number } } };
    for (const number of this.#numbers.added.all()) yield { order, difference: { kind: 'added', record: { candidate: number } } };
  }

  /** Numbers of the first records that are only on one side, ascending. */
  numbersOf(kind: OneSided, limit: number): readonly number[] {
    const side = kind === 'added' ? 'candidate' : 'legacy';
    const whole = this.#whole.flatMap(({ difference }) => (difference.kind === kind ? (difference.record?.[side] ?? []) : []));
    const rest = whole.length < limit ? [...this.#numbers[kind].all()] : [];
    return [...whole, ...rest].slice(0, limit).sort((a, b) => a - b);
  }
}

/** A list of numbers below 2^32 in little memory. */
class RecordNumbers {
  #numbers = new Uint32Array(1 << 8);
  #count = 0;

  add(number: number): void {
    if (this.#count === this.#numbers.length) this.#numbers = grown(this.#numbers);
    this.#numbers[this.#count] = number;
    this.#count += 1;
  }

  *all(): Generator<number> {
    for (let index = 0; index < this.#count; index++) yield this.#numbers[index] ?? 0;
  }
}
