import type { ChunkIndex } from './scan-task.ts';

/** Notes where each stretch of a file begins. */
export class IndexNotes {
  readonly #rows: number[] = [];
  readonly #offsets: number[] = [0];
  readonly #lines: number[] = [];
  /** The line on which the next stretch begins, from 1. */
  line = 1;

  /** The first `bytes` bytes belong to no stretch. */
  skip(bytes: number): void {
    this.#offsets[0] = bytes;
  }

  add(rowsBefore: number, bytes: number, lines: number): void {
    this.#rows.push(rowsBefore);
    this.#lines.push(this.line);
    this.#offsets.push((this.#offsets.at(-1) ?? 0) + bytes);
    this.line += lines;
  }

  get index(): ChunkIndex {
    return { rows: Uint32Array.from(this.#rows), offsets: Float64Array.from(this.#offsets), lines: Uint32Array.from(this.#lines) };
  }
}
