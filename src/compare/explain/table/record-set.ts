/** A set of record numbers: one bit each. */
export class RecordSet {
  #bits = new Uint8Array(1 << 10);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(number: number): void {
    const at = number >> 3;
    if (at >= this.#bits.length) this.#grow(at + 1);
    const bit = 1 << (number & 7);
    if (((this.#bits[at] ?? 0) & bit) !== 0) return;
    this.#bits[at] = (this.#bits[at] ?? 0) | bit;
    this.#size += 1;
  }

  has(number: number | undefined): boolean {
    return number !== undefined && ((this.#bits[number >> 3] ?? 0) & (1 << (number & 7))) !== 0;
  }

  #grow(length: number): void {
    const bits = new Uint8Array(Math.max(length, this.#bits.length * 2));
    bits.set(this.#bits);
    this.#bits = bits;
  }
}
