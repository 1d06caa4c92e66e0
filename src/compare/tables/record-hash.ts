import { hash } from 'node:crypto';

/**
 * Encodes chosen cells so that different tuples never give the same text: length and text of each, `-` for a cell that a ragged record lacks.
 * (`(1,11)` is `1:1` + `2:11`, `(11,1)` is `2:11` + `1:1`.)
 */
export function encodeCells(cells: readonly string[], places: readonly number[]): string {
  let text = '';
  for (const place of places) {
    const value = cells[place];
    text += value === undefined ? '-' : `${value.length}:${value}`;
  }
  return text;
}

/**
 * The first 128 bits of the SHA-256 are what equality of records rests on: among n records, two different ones count as equal with a
 * probability below n² / 2^129 (for a billion records: below 2 in 10^21). Whoever wants to make two such records on purpose needs about 2^64 tries.
 */
export function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
