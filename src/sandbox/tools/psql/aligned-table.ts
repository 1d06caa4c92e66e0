import type { PrintSettings } from './print-settings.ts';
import type { QueryResult } from './query-result.ts';

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
  const right = result.columns.map(({ type }) => RIGHT.has(type));
  const body = rows.flatMap((row) =>
    recordLines(row, widths, (text, column, gap) => (right[column] ? ' '.repeat(gap) + text : text + ' '.repeat(gap))),
  );
  if (settings.tuplesOnly) return `${body.map((line) => `${line}\n`).join('')}\n`;
  const centred = recordLines(header, widths, (text, _column, gap) => ' '.repeat(Math.floor(gap / 2)) + text + ' '.repeat(Math.ceil(gap / 2)), true);
  const rule = widths.map((width) => '-'.repeat(width + 2)).join('+');
  const count = result.rows.length;
  const footer = settings.footer ? [`(${count} row${count === 1 ? '' : 's'})`] : [];
  return `${[...centred, rule, ...body, ...footer].join('\n')}\n\n`;
}

function recordLines(
  record: readonly (readonly string[])[],
  widths: readonly number[],
  place: (text: string, column: number, gap: number) => string,
  isHeader = false,
): string[] {
  const height = Math.max(1, ...record.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const cells = record.map((lines, column) => {
      const text = lines[line] ?? '';
      const placed = place(text, column, (widths[column] ?? 0) - displayWidth(text));
      const goesOn = line + 1 < lines.length;
      const last = column === record.length - 1;
      // psql leaves no blanks after the last value of a line, but does so after a title.
      const shown = last && !goesOn && !isHeader ? placed.replace(/ +$/, '').padEnd(text.length === 0 ? 0 : placed.trimEnd().length) : placed;
      return ` ${shown}${goesOn ? '+' : last && !isHeader ? '' : ' '}`;
    });
    return cells.join('|');
  });
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
