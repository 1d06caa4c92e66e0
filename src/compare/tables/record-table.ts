import { grown } from './hash-index.ts';

/** By record. */
interface KinNumbers {
  readonly rest: Uint32Array<ArrayBuffer>;
  readonly near: Float64Array<ArrayBuffer>;
}

/**
 * What is kept of each record of one side: three numbers, 12 bytes. Records are addressed from 0 (record number − 1).
 * `key`, `row` and `marks` number the distinct keys, the distinct contents (over the common columns) and the distinct patterns of quoted empty cells;
 * the numbers are shared by both sides.
 */
export class RecordTable {
  #numbers = new Uint32Array(3 << 10);
  #count = 0;
  #kin: KinNumbers | undefined;

  get count(): number {
    return this.#count;
  }

  add(key: number, row: number, marks: number): void {
    const at = this.#count * 3;
    if (at + 3 > this.#numbers.length) this.#numbers = grown(this.#numbers);
    this.#numbers[at] = key;
    this.#numbers[at + 1] = row;
    this.#numbers[at + 2] = marks;
    this.#count += 1;
  }

  /** Of the record that was added last: its contents without the columns that have a tolerance, as a number that both sides share, and the first of these. */
  addKin(rest: number, near: number): void {
    this.#kin ??= { rest: new Uint32Array(1 << 10), near: new Float64Array(1 << 10) };
    if (this.#count > this.#kin.rest.length) {
      const near = new Float64Array(this.#kin.near.length * 2);
      near.set(this.#kin.near);
      this.#kin = { rest: grown(this.#kin.rest), near };
    }
    this.#kin.rest[this.#count - 1] = rest;
    this.#kin.near[this.#count - 1] = near;
  }

  /** Undefined where no column has a tolerance. */
  get kin(): KinNumbers | undefined {
    return this.#kin;
  }

  key(index: number): number {
    return this.#numbers[index * 3] ?? 0;
  }

  row(index: number): number {
    return this.#numbers[index * 3 + 1] ?? 0;
  }

  marks(index: number): number {
    return this.#numbers[index * 3 + 2] ?? 0;
  }

  /** Record indexes by key, in order of appearance: those of key k are `order[starts[k]] … order[starts[k + 1] - 1]`. */
  byKey(keys: number): { readonly starts: Uint32Array; readonly order: Uint32Array } {
    const starts = new Uint32Array(keys + 1);
    for (let index = 0; index < this.#count; index++) starts[this.key(index) + 1] = (starts[this.key(index) + 1] ?? 0) + 1;
    for (let key = 0; key < keys; key++) starts[key + 1] = (starts[key + 1] ?? 0) + (starts[key] ?? 0);
    const next = starts.slice();
    const order = new Uint32Array(this.#count);
    for (let index = 0; index < this.#count; index++) {
      const place = next[this.key(index)] ?? 0;
      order[place] = index;
      next[this.key(index)] = place + 1;
    }
    return { starts, order };
  }
}
