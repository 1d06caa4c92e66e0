import { grown } from '../tables/hash-index.ts';

/** Numbers of 32 bits, growing. */
export class NumberList {
  #numbers = new Uint32Array(64);
  #count = 0;

  push(number: number): void {
    if (this.#count === this.#numbers.length) this.#numbers = grown(this.#numbers);
    this.#numbers[this.#count] = number;
    this.#count += 1;
  }

  get all(): Uint32Array {
    return this.#numbers.subarray(0, this.#count);
  }
}
