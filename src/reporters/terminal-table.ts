import type { Block, Text } from '../model/document.ts';
import { visible } from '../runtime/text.ts';
import { cut, pad, widthOf } from './fit.ts';
import { paint, type Style } from './style.ts';

type Table = Extract<Block, { kind: 'table' }>;

const GAP = '  ';
const NARROWEST = 6;

/** A table in columns that fit the width of the terminal; what is too long is cut with `…`. */
export function terminalTable(table: Table, style: Style): readonly string[] {
  const rows = table.rows.map((row) => table.columns.map((_, index): Text => harmless(row[index])));
  const titles = table.columns.map((column) => visible(column.title));
  const wanted = titles.map((title, index) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[index]?.text ?? ''))));
  const widths = shrink(wanted, style.width - GAP.length * (wanted.length - 1));
  const line = (cells: readonly Text[]) =>
    cells
      .map(({ text, tone }, index) => {
        const width = widths[index] ?? 0;
        return pad(cut(text, width), width, table.columns[index]?.align, (short) => paint(style, tone, short));
      })
      .join(GAP)
      .trimEnd();
  const rule = paint(style, 'muted', widths.map((width) => '─'.repeat(width)).join(GAP));
  return [
    ...(table.caption === undefined ? [] : [paint(style, 'muted', visible(table.caption))]),
    line(titles.map((text) => ({ text, tone: 'strong' }))),
    rule,
    ...rows.map(line),
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
