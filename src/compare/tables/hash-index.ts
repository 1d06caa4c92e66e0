/** Numbers distinct 128-bit hashes from 0 in order of first appearance. Open addressing in typed arrays: about 24 to 48 bytes a hash. */
export class HashIndex {
  #slots = new Int32Array(1 << 12).fill(-1);
  #hashes = new Uint32Array(1 << 13);
  #count = 0;

  get size(): number {
    return this.#count;
  }

  /** The number of the hash in the first 16 bytes of `bytes`. */
  intern(bytes: Buffer): number {
    const words = [bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(8), bytes.readUInt32LE(12)] as const;
    const slot = this.#find(words);
    const known = this.#slots[slot] ?? -1;
    if (known >= 0) return known;
    if ((this.#count + 1) * 4 > this.#hashes.length) this.#hashes = grown(this.#hashes);
    this.#hashes.set(words, this.#count * 4);
    this.#slots[slot] = this.#count;
    this.#count += 1;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return this.#count - 1;
  }

  #find(words: readonly [number, number, number, number]): number {
    const mask = this.#slots.length - 1;
    for (let slot = words[0] & mask; ; slot = (slot + 1) & mask) {
      const at = (this.#slots[slot] ?? -1) * 4;
      if (at < 0) return slot;
      const hashes = this.#hashes;
      if (hashes[at] === words[0] && hashes[at + 1] === words[1] && hashes[at + 2] === words[2] && hashes[at + 3] === words[3]) return slot;
    }
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#count; number++) {
      let slot = (this.#hashes[number * 4] ?? 0) & mask;
      while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
    this.#slots = slots;
  }
}

/** The same content in an array of double length. */
export function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
