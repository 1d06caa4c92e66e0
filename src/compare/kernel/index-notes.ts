import type { ChunkIndex } from './scan-task.ts';

const WORDS = 3;

/** Notes places between the records of a stretch. */
export class IndexNotes {
  #rows = new Uint32Array(64);
  #offsets = new Float64Array(65);
  #lines = new Uint32Array(64);
  #count = 0;
  /** The line on which what is noted next begins, from 1. */
  next = 1;

  constructor(offset: number) {
    this.#offsets[0] = offset;
  }

  /**
   * A text behind `recordsBefore` data records. Places in it are triples of words: bytes, records and line ends inside quotes up to there; then those of its
   * end.
   */
  addText(places: Uint32Array, end: readonly [bytes: number, records: number, inner: number], recordsBefore: number): void {
    const marks = places.length / WORDS;
    this.#grow(this.#count + marks + 1);
    const begin = this.#offsets[this.#count] ?? 0;
    const line = this.next;
    let offset = 0;
    let records = 0;
    let inner = 0;
    for (let nth = 0; nth <= marks; nth++) {
      const at = nth * WORDS;
      const upTo = nth === marks ? end[0] : (places[at] ?? 0);
      if (upTo === offset) continue;
      this.#rows[this.#count] = Math.max(0, recordsBefore + records);
      this.#lines[this.#count] = line + records + inner;
      this.#count += 1;
      offset = upTo;
      records = nth === marks ? end[1] : (places[at + 1] ?? 0);
      inner = nth === marks ? end[2] : (places[at + 2] ?? 0);
      this.#offsets[this.#count] = begin + offset;
    }
    this.next = line + records + inner;
  }

  get index(): ChunkIndex {
    const count = this.#count;
    return { rows: this.#rows.slice(0, count), offsets: this.#offsets.slice(0, count + 1), lines: this.#lines.slice(0, count) };
  }

  #grow(count: number): void {
    if (count <= this.#rows.length) return;
    const room = count * 2;
    const [rows, offsets, lines] = [this.#rows, this.#offsets, this.#lines];
    this.#rows = new Uint32Array(room);
    this.#offsets = new Float64Array(room + 1);
    this.#lines = new Uint32Array(room);
    this.#rows.set(rows);
    this.#offsets.set(offsets);
    this.#lines.set(lines);
  }
}
