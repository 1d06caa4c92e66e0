import type { Arena } from './arena.ts';
import type { KernelExports } from './exports.ts';
import type { ScanTask, Sections } from './scan-task.ts';

/** Sections that one text may hold; where there would be more, they are longer. */
const MOST = 4096;
const SECTION_WORDS = 6;
/** Room for the key of one record; without it, nothing is known about the order. */
const KEY_BYTES = 1 << 12;

/** Takes the sections over that the kernel notes in one text after another. */
export class SectionNotes {
  readonly #arena: Arena;
  readonly #kernel: KernelExports;
  readonly #out: number;
  readonly #on: boolean;
  readonly #ends: number[] = [];
  readonly #sums: bigint[] = [];

  constructor(arena: Arena, kernel: KernelExports, { keep, key, sectionRows }: ScanTask) {
    this.#arena = arena;
    this.#kernel = kernel;
    this.#on = keep === 'sections' && key.length > 0;
    if (!this.#on) {
      this.#out = 0;
      kernel.setSections(0, 0, 0, 0, 0, 0);
      return;
    }
    this.#out = arena.allocate((MOST + 1) * SECTION_WORDS * 4 + KEY_BYTES + 8 * key.length);
    const kept = this.#out + (MOST + 1) * SECTION_WORDS * 4;
    kernel.setSections(sectionRows, kept + KEY_BYTES, kept, KEY_BYTES, this.#out, MOST);
  }

  /** After each text. */
  take(): void {
    const count = this.#kernel.sectionCount.value;
    if (count === 0) return;
    const words = this.#arena.words(this.#out, count * SECTION_WORDS);
    const numbers = new BigUint64Array(this.#arena.memory.buffer, this.#out, count * (SECTION_WORDS / 2));
    for (let nth = 0; nth < count; nth++) {
      this.#ends.push(words[nth * SECTION_WORDS + 4] ?? 0);
      this.#sums.push(numbers[nth * 3] ?? 0n, numbers[nth * 3 + 1] ?? 0n);
    }
    this.#kernel.takeSections();
  }

  /** All sections; nothing where the keys are in no order. */
  end(): { readonly sections?: Sections } {
    if (!this.#on || this.#kernel.orders.value === 0) return {};
    const rows = this.#kernel.rows.value >>> 0;
    if (rows > (this.#ends.at(-1) ?? 0)) {
      this.#kernel.endSection(rows);
      this.take();
    }
    return { sections: { ends: Uint32Array.from(this.#ends), sums: BigUint64Array.from(this.#sums) } };
  }
}
