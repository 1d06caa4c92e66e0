import type { Arena } from './arena.ts';
import type { KernelExports } from './exports.ts';
import type { ScanTask } from './scan-task.ts';

/** The kernel's tables of columns: the key, the compared ones, and how they are quoted. */
export class ScanTables {
  readonly #arena: Arena;
  readonly #columns: number;
  readonly #bare: number;
  readonly #needless: number;

  constructor(arena: Arena, kernel: KernelExports, { columns, key, places }: Pick<ScanTask, 'columns' | 'key' | 'places'>) {
    this.#arena = arena;
    this.#columns = columns;
    const width = columns * 4 + 8;
    const base = arena.allocate(6 * width + 64);
    const table = (nth: number) => base + Math.ceil((nth * width) / 8) * 8;
    arena.words(table(0), key.length).set(key);
    arena.words(table(1), places.length).set(places);
    const ordinals = new Int32Array(columns).fill(-1);
    for (const [ordinal, place] of places.entries()) ordinals[place] = ordinal;
    new Int32Array(arena.memory.buffer, table(2), columns).set(ordinals);
    this.#bare = table(3);
    this.#needless = table(4);
    kernel.setColumns(columns, table(0), key.length, table(1), places.length, table(2));
    kernel.setTraits(this.#bare, this.#needless, table(5), columns);
  }

  get quoting(): { readonly bare: Uint8Array; readonly needless: Uint8Array } {
    const { bytes } = this.#arena;
    return { bare: bytes.slice(this.#bare, this.#bare + this.#columns), needless: bytes.slice(this.#needless, this.#needless + this.#columns) };
  }
}
