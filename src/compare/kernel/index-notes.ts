import type { ChunkIndex } from './scan-task.ts';

/** Notes places between the records of a stretch. */
export class IndexNotes {
  readonly #rows: number[] = [];
  readonly #offsets: number[];
  readonly #lines: number[] = [];
  /** The line on which what is noted next begins, from 1. */
  next = 1;

  constructor(offset: number) {
    this.#offsets = [offset];
  }

  add(rowsBefore: number, bytes: number, lines: number): void {
    this.#rows.push(rowsBefore);
    this.#lines.push(this.next);
    this.#offsets.push((this.#offsets.at(-1) ?? 0) + bytes);
    this.next += lines;
  }

  get index(): ChunkIndex {
    return { rows: Uint32Array.from(this.#rows), offsets: Float64Array.from(this.#offsets), lines: Uint32Array.from(this.#lines) };
  }
}
