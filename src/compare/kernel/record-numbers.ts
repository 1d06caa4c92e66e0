import { COUNT_WORDS, type JoinReport } from './join-task.ts';

const NUMBERS = 0xffffffff;

/** Numbers that the records of a file get before it is known how many are in the pieces before theirs: each piece has a share of all numbers. */
export class RecordNumbers {
  /** Numbers of one piece. */
  readonly share: number;
  readonly #before: number[] = [];

  constructor(pieces: number) {
    this.share = Math.floor(NUMBERS / Math.max(1, pieces));
  }

  /** How many records each piece has, in order. */
  set rows(rows: readonly number[]) {
    let before = 0;
    for (const [nth, count] of rows.entries()) {
      this.#before[nth] = before;
      before += count;
    }
  }

  /** The number in the file, from 1, of the record with a number of its piece's share; 0 for 0. */
  inFile(number: number): number {
    if (number === 0) return 0;
    const piece = Math.floor((number - 1) / this.share);
    return number - piece * this.share + (this.#before[piece] ?? 0);
  }

  /** The reverse. */
  shared(number: number): number {
    const piece = Math.max(
      0,
      this.#before.findLastIndex((before) => before < number),
    );
    return Math.min(NUMBERS, number - (this.#before[piece] ?? 0) + piece * this.share);
  }
}

/** The same report with the records' numbers in their files. */
export function withFileNumbers(join: JoinReport, legacy: RecordNumbers, candidate: RecordNumbers): JoinReport {
  const pairOf = (number: number, at: number) => (at % 2 === 0 ? candidate : legacy).inFile(number);
  const wordOf = (word: number, at: number) => (at % COUNT_WORDS === 0 ? word : (at % COUNT_WORDS === 1 ? legacy : candidate).inFile(word));
  return {
    ...join,
    pairs: join.pairs.map(pairOf),
    removed: join.removed.map((number) => legacy.inFile(number)),
    added: join.added.map((number) => candidate.inFile(number)),
    members: {
      legacy: join.members.legacy.map((number) => legacy.inFile(number)),
      candidate: join.members.candidate.map((number) => candidate.inFile(number)),
    },
    columns: join.columns.map(wordOf),
  };
}
