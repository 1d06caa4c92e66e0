import { widthOf } from '../fit.ts';
import type { Part } from './contrast-parts.ts';

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });
const MORE: Part = { text: '…', changed: false };

/** Breaks parts into lines of at most `width` columns; no character is split. What needs more than `most` lines ends with `…`. */
export function wrapParts(parts: readonly Part[], width: number, most: number): readonly (readonly Part[])[] {
  const lines: Part[][] = [[]];
  let used = 0;
  for (const { text, changed } of parts) {
    for (const { segment } of SEGMENTER.segment(text)) {
      const more = widthOf(segment);
      if (used + more > width) {
        if (lines.length === most) return [...lines.slice(0, -1), shortened(lines.at(-1) ?? [], width)];
        lines.push([]);
        used = 0;
      }
      append(lines.at(-1) ?? [], segment, changed);
      used += more;
    }
  }
  return lines;
}

function append(line: Part[], text: string, changed: boolean): void {
  const last = line.at(-1);
  if (last?.changed === changed) line[line.length - 1] = { text: last.text + text, changed };
  else line.push({ text, changed });
}

/** The line with room for the mark that there is more. */
function shortened(line: readonly Part[], width: number): readonly Part[] {
  const [kept = []] = wrapParts(line, width - 1, 2);
  return [...kept, MORE];
}
