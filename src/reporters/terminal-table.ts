import type { Block, Text } from '../model/document.ts';
import { visible } from '../runtime/text.ts';
import { pad, widthOf, wrap } from './fit.ts';
import { paint, type Style } from './style.ts';

type Table = Extract<Block, { kind: 'table' }>;

const GAP = '  ';
const NARROWEST = 6;
/** A cell takes at most so many lines. */
const MOST_LINES = 6;

/** A table in columns that fit the width of the terminal; long cells are broken into lines, very long ones cut with `…`. */
export function terminalTable(table: Table, style: Style): readonly string[] {
  const rows = table.rows.map((row) => table.columns.map((_, index): Text => harmless(row[index])));
  const titles = table.columns.map((column) => visible(column.title));
  const wanted = titles.map((title, index) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[index]?.text ?? ''))));
  const widths = shrink(wanted, style.width - GAP.length * (wanted.length - 1));
  const lines = (cells: readonly Text[]): readonly string[] => {
    const parts = cells.map(({ text }, index) => wrap(text, widths[index] ?? 0, MOST_LINES));
    const height = Math.max(...parts.map((part) => part.length));
    return Array.from({ length: height }, (_, row) =>
      cells
        .map(({ tone }, index) => pad(parts[index]?.[row] ?? '', widths[index] ?? 0, table.columns[index]?.align, (part) => paint(style, tone, part)))
        .join(GAP)
        .trimEnd(),
    );
  };
  const rule = paint(style, 'muted', widths.map((width) => '─'.repeat(width)).join(GAP));
  return [
    ...(table.caption === undefined ? [] : [paint(style, 'muted', visible(table.caption))]),
    ...(titles.every((title) => title === '') ? [] : [...lines(titles.map((text) => ({ text, tone: 'strong' }))), rule]),
    ...rows.flatMap(lines),
  ];
}

function harmless(text: Text | undefined): Text {
  return { ...text, text: visible(text?.text ?? '') };
}

/** Takes from the widest columns first, none below the narrowest. */
function shrink(wanted: readonly number[], room: number): readonly number[] {
  const widths = [...wanted];
  for (let over = widths.reduce((sum, width) => sum + width, 0) - room; over > 0; ) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) break;
    const next = Math.max(NARROWEST, ...widths.filter((width) => width < widest));
    const most = widths.filter((width) => width === widest).length;
    const take = Math.max(1, Math.min(widest - next, Math.ceil(over / most)));
    for (const [index, width] of widths.entries()) {
      if (width !== widest || over <= 0) continue;
      widths[index] = width - Math.min(take, over);
      over -= Math.min(take, over);
    }
  }
  return widths;
}
