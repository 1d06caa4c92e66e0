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

  /** A text behind `recordsBefore` data records. Places in it, the last one its end, are triples: bytes, records and line ends inside quotes up to there. */
  addText(places: readonly number[], recordsBefore: number): void {
    let [offset, records, inner] = [0, 0, 0];
    for (let at = 0; at < places.length; at += 3) {
      const [upTo = 0, found = 0, seen = 0] = places.slice(at, at + 3);
      if (upTo === offset) continue;
      this.#add(Math.max(0, recordsBefore + records), upTo - offset, found - records + seen - inner);
      [offset, records, inner] = [upTo, found, seen];
    }
  }

  get index(): ChunkIndex {
    return { rows: Uint32Array.from(this.#rows), offsets: Float64Array.from(this.#offsets), lines: Uint32Array.from(this.#lines) };
  }

  #add(rowsBefore: number, bytes: number, lines: number): void {
    this.#rows.push(rowsBefore);
    this.#lines.push(this.next);
    this.#offsets.push((this.#offsets.at(-1) ?? 0) + bytes);
    this.next += lines;
  }
}
