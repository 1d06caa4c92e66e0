import { SIDES, type Side } from '../../../model/side.ts';
import { HashIndex } from '../../tables/hash-index.ts';
import { digest } from '../../tables/record-hash.ts';
import { asJis } from '../cell/wave-dash.ts';
import type { TableInput } from '../hypothesis.ts';
import { isAscii } from './misread.ts';
import { otherSide } from './other-side.ts';
import { RecordSet } from './record-set.ts';
import { textLines } from './text-lines.ts';

/** Lines with characters beyond ASCII that both files have, each read in its own charset. */
export interface SameLines {
  /** Line numbers, from 1. */
  readonly lines: Readonly<Record<Side, RecordSet>>;
  /** Whether the headers are the same. */
  readonly header: boolean;
}

/** Reads `side` in `charset` and the other file in UTF-8. Holds 24 to 48 bytes for each line beyond ASCII. */
export async function sameLines(input: TableInput, side: Side, charset: string): Promise<SameLines> {
  const index = new HashIndex();
  const other = otherSide(side);
  const lines = { legacy: new RecordSet(), candidate: new RecordSet() };
  await visit(input, other, 'utf-8', (row) => index.intern(row));
  const known = index.size;
  const met = new RecordSet();
  await visit(input, side, charset, (row, line) => {
    const number = index.intern(row);
    if (number >= known) return;
    met.add(number);
    lines[side].add(line);
  });
  await visit(input, other, 'utf-8', (row, line) => {
    if (met.has(index.intern(row))) lines[other].add(line);
  });
  return { lines, header: SIDES.every((one) => lines[one].has(1)) };
}

async function visit(input: TableInput, side: Side, charset: string, see: (row: Buffer, line: number) => void): Promise<void> {
  let line = 0;
  for await (const text of textLines(input.bytes(side), charset)) {
    line += 1;
    if (!isAscii(text)) see(digest(asJis(text)), line);
  }
}

/** Numbers of the records that are one line each, one of the given. */
export async function recordsOnLines(input: TableInput, side: Side, lines: RecordSet): Promise<RecordSet> {
  const found = new RecordSet();
  let before: { readonly number: number; readonly line: number } | undefined;
  for await (const batch of input.records(side)) {
    for (const { number, line = 0 } of batch) {
      if (before !== undefined && line === before.line + 1 && lines.has(before.line)) found.add(before.number);
      before = { number, line };
    }
  }
  if (before !== undefined && lines.has(before.line) && !lines.has(before.line + 1)) found.add(before.number);
  return found;
}
