import type { DifferingCell } from './choose-rules.ts';

/** Bytes, roughly, that all columns' samples together may take. */
const MOST_BYTES = 64 * (1 << 20);
/** What a held cell costs beside its two texts: its difference with the key. */
const BESIDE = 600;

/** Keeps count of the memory that held cells take, over all columns. */
export class HeldCells {
  #bytes = 0;

  take(cell: DifferingCell): void {
    this.#bytes += cost(cell);
  }

  give(cell: DifferingCell): void {
    this.#bytes -= cost(cell);
  }

  get tooMany(): boolean {
    return this.#bytes > MOST_BYTES;
  }
}

function cost({ legacy, candidate }: DifferingCell): number {
  return BESIDE + 2 * (legacy.length + candidate.length);
}
