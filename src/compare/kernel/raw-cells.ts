import type { Arena } from './arena.ts';
import type { RawKey } from './key-order.ts';
import type { Dialect, TextBuffer } from './text-buffer.ts';

const CR = 13;

/** Copies of some cells of a record of the text that was indexed with its fields, without the quotes around them. Undefined for a record that is ragged. */
export function rawCells(arena: Arena, text: TextBuffer, { columns, quote }: Dialect, record: number, places: readonly number[]): RawKey | undefined {
  const ends = arena.words(text.ends, (record + 1) * columns);
  if (arena.words(text.records, record + 1)[record] !== (record + 1) * columns - 1) return undefined;
  return places.map((place) => {
    const field = record * columns + place;
    const from = text.address + (field === 0 ? 0 : (ends[field - 1] ?? 0) + 1);
    const cell = arena.bytes.slice(from, text.address + (ends[field] ?? 0));
    const whole = place === columns - 1 && cell.at(-1) === CR ? cell.subarray(0, -1) : cell;
    return whole[0] === quote ? whole.subarray(1, -1) : whole;
  });
}

/** Where a record of the text begins. */
export function recordStart(arena: Arena, text: TextBuffer, { columns }: Dialect, record: number): number {
  return record === 0 ? 0 : (arena.words(text.ends, record * columns)[record * columns - 1] ?? 0) + 1;
}
