/** Keys in the order that S3 lists them: by their UTF-8 bytes. */
export class SortedKeys {
  readonly #keys: string[] = [];

  get size(): number {
    return this.#keys.length;
  }

  at(index: number): string | undefined {
    return this.#keys[index];
  }

  /** Index of the first key that is not before `key`. */
  indexFrom(key: string): number {
    return this.#search((candidate) => compareUtf8(candidate, key) >= 0);
  }

  /** Index of the first key after all that begin with `prefix`. */
  indexAfterPrefix(prefix: string): number {
    return this.#search((candidate) => !candidate.startsWith(prefix) && compareUtf8(candidate, prefix) > 0);
  }

  add(key: string): void {
    const index = this.indexFrom(key);
    if (this.#keys[index] !== key) this.#keys.splice(index, 0, key);
  }

  delete(key: string): void {
    const index = this.indexFrom(key);
    if (this.#keys[index] === key) this.#keys.splice(index, 1);
  }

  #search(reached: (key: string) => boolean): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (reached(this.#keys[middle] as string)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Compares by UTF-8 bytes without encoding: UTF-16 differs from it only in that surrogates sort below U+E000 to U+FFFF. */
export function compareUtf8(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index++) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
