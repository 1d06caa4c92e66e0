import { grown } from './hash-index.ts';

/** Stands for a record that has no partner. */
export const NONE = 0xffffffff;

/** Pairs of records of both sides (indexes from 0), by legacy record. 8 bytes each, up to 16 while it grows. */
export class PairList {
  /** Candidate and legacy in turn: as one little-endian number of 64 bits, legacy decides the order. */
  #words = new Uint32Array(1 << 6);
  #count = 0;

  get length(): number {
    return this.#count;
  }

  add(legacy: number, candidate: number): void {
    if (this.#count * 2 + 2 > this.#words.length) this.#words = grown(this.#words);
    this.#words[this.#count * 2] = candidate;
    this.#words[this.#count * 2 + 1] = legacy;
    this.#count += 1;
  }

  addAll(other: PairList): void {
    for (let index = 0; index < other.length; index++) this.add(other.legacy(index), other.candidate(index));
  }

  /** Puts the pairs in order. Every machine that Node runs on here is little-endian. */
  sort(): this {
    new BigUint64Array(this.#words.buffer, 0, this.#count).sort();
    return this;
  }

  legacy(index: number): number {
    return this.#words[index * 2 + 1] ?? NONE;
  }

  /** `NONE` where legacy's record is alone. */
  candidate(index: number): number {
    return this.#words[index * 2] ?? NONE;
  }

  /** How many legacy records are alone. */
  get alone(): number {
    let count = 0;
    for (let index = 0; index < this.#count; index++) if (this.candidate(index) === NONE) count += 1;
    return count;
  }
}
