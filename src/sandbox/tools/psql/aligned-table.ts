import type { PrintSettings } from './print-settings.ts';
import { footerOf, type QueryResult } from './query-result.ts';

/** The types that psql aligns to the right: int8, int2, int4, oid, xid, float4, float8, cash, numeric, xid8, cid. */
const RIGHT = new Set([20, 21, 23, 26, 28, 29, 700, 701, 790, 1700, 5069]);

/** Wide in a terminal: East Asian wide and full-width characters. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

/** Columns that a text takes in a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += /\p{Mn}|\p{Me}|\p{Cf}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** psql's default format, border 1, ASCII. A newline in a value is shown by `+` and goes on below. */
export function alignedTable(result: QueryResult, settings: PrintSettings): string {
  const header = result.columns.map(({ name }) => shownLines(name));
  const rows = result.rows.map((row) => row.map((value) => shownLines(value ?? settings.null)));
  const widths = header.map((_lines, column) => widest([header, ...rows], column));
  const alignments = result.columns.map(({ type }): Alignment => (RIGHT.has(type) ? 'right' : 'left'));
  const body = rows.flatMap((row) => recordLines(row, widths, alignments));
  if (settings.tuplesOnly) return `${body.map((line) => `${line}\n`).join('')}\n`;
  const titles = recordLines(
    header,
    widths,
    result.columns.map((): Alignment => 'centre'),
  );
  const rule = widths.map((width) => '-'.repeat(width + 2)).join('+');
  const footer = settings.footer ? [footerOf(result)] : [];
  return `${[...titles, rule, ...body, ...footer].join('\n')}\n\n`;
}

type Alignment = 'left' | 'right' | 'centre';

function recordLines(record: readonly (readonly string[])[], widths: readonly number[], alignments: readonly Alignment[]): string[] {
  const height = Math.max(1, ...record.map((lines) => lines.length));
  const last = record.length - 1;
  return Array.from({ length: height }, (_, line) =>
    record.map((lines, column) => cellText(lines, line, widths[column] ?? 0, alignments[column] ?? 'left', column === last)).join('|'),
  );
}

/** One line of one value (print_aligned_text of psql). Nothing is padded after the last column's values; after its title it is. */
function cellText(lines: readonly string[], line: number, width: number, alignment: Alignment, isLast: boolean): string {
  const text = lines[line];
  const goesOn = line + 1 < lines.length;
  const end = goesOn ? '+' : isLast && alignment !== 'centre' ? '' : ' ';
  if (text === undefined) return ` ${isLast && alignment !== 'centre' ? '' : ' '.repeat(width)}${end}`;
  const gap = width - displayWidth(text);
  const before = alignment === 'right' ? gap : alignment === 'centre' ? Math.floor(gap / 2) : 0;
  const after = alignment === 'left' && isLast && !goesOn ? 0 : gap - before;
  return ` ${' '.repeat(before)}${text}${' '.repeat(after)}${end}`;
}

/** Titles count even when they are not shown, as in psql. */
function widest(records: readonly (readonly (readonly string[])[])[], column: number): number {
  let width = 0;
  for (const record of records) for (const line of record[column] ?? []) width = Math.max(width, displayWidth(line));
  return width;
}

/** Control characters as psql shows them; tabs are expanded to the next multiple of 8. */
function shownLines(text: string): string[] {
  return text.split('\n').map((line) => {
    let shown = '';
    for (const character of line) {
      if (character === '\t') shown += ' '.repeat(8 - (displayWidth(shown) % 8));
      else if (character === '\r') shown += '\\r';
      else if (character < ' ' || character === '\x7f') shown += `\\x${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
      else shown += character;
    }
    return shown;
  });
}
