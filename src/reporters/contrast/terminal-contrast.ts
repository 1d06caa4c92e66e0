import type { Block, Text } from '../../model/document.ts';
import { visible } from '../../runtime/text.ts';
import { cut, pad, widthOf } from '../fit.ts';
import { paint, paintChange, type Style } from '../style.ts';
import { beside, type Line } from './beside.ts';
import type { Part } from './contrast-parts.ts';
import { type ContrastRow, contrastRow, EMPTY, joined } from './contrast-row.ts';
import { wrapParts } from './wrap-parts.ts';

type ContrastBlock = Extract<Block, { kind: 'contrast' }>;
const SIDES = ['legacy', 'candidate'] as const;
type SideName = (typeof SIDES)[number];

const GAP = '  ';
/** A label takes at most so many columns beside the texts. */
const WIDEST_LABEL = 28;
/** With less room for each text they stand below each other. */
const NARROWEST_SIDE = 20;
/** A text takes at most so many lines. */
const MOST_LINES = 8;
const SIDE_WIDTH = Math.max(...SIDES.map((side) => side.length));

/** Both texts side by side, or below each other on a narrow terminal. The changed stretch is coloured and underlined. */
export function terminalContrast(block: ContrastBlock, style: Style): readonly string[] {
  const rows = block.rows.map(contrastRow);
  const labels = widthsOf(block.labels, rows);
  const room = style.width - labels.reduce((sum, width) => sum + width + GAP.length, 0) - GAP.length;
  const caption = block.caption === undefined ? [] : [paint(style, 'muted', visible(block.caption))];
  const roomy = room >= 2 * NARROWEST_SIDE;
  return [...caption, ...(roomy ? sideBySide(block.labels, rows, labels, sidesOf(rows, room), style) : rows.flatMap((row) => stacked(row, style)))];
}

function widthsOf(titles: readonly string[], rows: readonly ContrastRow[]): readonly number[] {
  return titles.map((title, index) =>
    Math.min(WIDEST_LABEL, Math.max(widthOf(visible(title)), ...rows.map(({ labels }) => widthOf(labels[index]?.text ?? '')))),
  );
}

/** Shares the room: a side that needs less than half leaves the rest to the other. */
function sidesOf(rows: readonly ContrastRow[], room: number): readonly [number, number] {
  const wanted = (side: SideName) => Math.max(side.length, ...rows.map((row) => widthOf(joined(row[side]))));
  const half = Math.floor(room / 2);
  const [legacy, candidate] = [wanted('legacy'), wanted('candidate')];
  const left = Math.min(legacy, Math.max(half, room - candidate));
  return [left, Math.min(candidate, room - left)];
}

function sideBySide(
  titles: readonly string[],
  rows: readonly ContrastRow[],
  labels: readonly number[],
  sides: readonly [number, number],
  style: Style,
): readonly string[] {
  const widths = [...labels, ...sides];
  const head = [...titles.map((title) => visible(title)), 'legacy', 'candidate'].map((title, index) =>
    pad(cut(title, widths[index] ?? 0), widths[index] ?? 0, 'left', (text) => paint(style, 'strong', text)),
  );
  const rule = paint(style, 'muted', widths.map((width) => '─'.repeat(width)).join(GAP));
  return [head.join(GAP).trimEnd(), rule, ...rows.flatMap((row) => rowLines(row, labels, sides, style))];
}

/** The note stands in the place of texts that are not there, else below them. */
function rowLines(row: ContrastRow, labels: readonly number[], sides: readonly [number, number], style: Style): readonly string[] {
  const labelColumns = labels.map((width, index) => textLines(row.labels[index] ?? { text: '' }, width, style));
  const note = row.note === undefined ? [] : textLines(row.note, style.width - labels.reduce((sum, width) => sum + width + GAP.length, 0), style);
  const texts = SIDES.map((side, index) => sideLines(row, side, sides[index] ?? 0, style));
  if (texts.every((lines) => lines.length === 0)) return beside([...labelColumns, note], [...labels, 0], GAP);
  return [...beside([...labelColumns, ...texts], [...labels, ...sides], GAP), ...beside([...labels.map(() => []), note], [...labels, 0], GAP)];
}

function stacked(row: ContrastRow, style: Style): readonly string[] {
  const labels = row.labels.map(({ text }) => text).filter((text) => text !== '');
  const head = textLines({ text: labels.join(GAP), tone: 'strong' }, style.width, style);
  const width = Math.max(1, style.width - SIDE_WIDTH - 2 * GAP.length);
  const sides = SIDES.flatMap((side) =>
    beside([[{ text: paint(style, 'muted', side), width: side.length }], sideLines(row, side, width, style)], [SIDE_WIDTH, width], GAP).map(
      (line) => `${GAP}${line}`,
    ),
  );
  const note = row.note === undefined ? [] : textLines(row.note, style.width - GAP.length, style);
  return [
    ...head.map(({ text }) => text),
    ...(row.legacy.length + row.candidate.length === 0 ? [] : sides),
    ...note.map(({ text }) => `${GAP}${text}`),
  ];
}

function textLines({ text, tone }: Text, width: number, style: Style): readonly Line[] {
  return wrapParts([{ text, changed: false }], width, MOST_LINES).map((parts) => lineOf(parts, (part) => paint(style, tone, part.text)));
}

function sideLines(row: ContrastRow, side: SideName, width: number, style: Style): readonly Line[] {
  const parts = row[side];
  if (parts.length === 0) return [];
  const dress = (part: Part) => (part.changed ? paintChange(style, side, part.text) : paint(style, parts === EMPTY ? 'muted' : 'plain', part.text));
  return wrapParts(parts, width, MOST_LINES).map((line) => lineOf(line, dress));
}

function lineOf(parts: readonly Part[], dress: (part: Part) => string): Line {
  return { text: parts.map(dress).join(''), width: widthOf(joined(parts)) };
}
