import stringWidth from '../runtime/string-width.ts';

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The columns that a text takes on a terminal; East Asian wide characters take two. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** Cuts a text to at most `width` columns; `…` marks the cut, and no character is split. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return width < 1 ? '' : `${head(text, width - 1)}…`;
}

/** What of a text fits into `width` columns; no character is split. */
function head(text: string, width: number): string {
  let result = '';
  let used = 0;
  for (const { segment } of SEGMENTER.segment(text)) {
    const more = widthOf(segment);
    if (used + more > width) break;
    result += segment;
    used += more;
  }
  return result;
}

/** Breaks a text into lines of at most `width` columns, at spaces where there are any near; what needs more than `most` lines is cut. */
export function wrap(text: string, width: number, most: number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let rest = text;
  while (rest !== '' && lines.length < most - 1) {
    const whole = head(rest, width);
    const space = whole.length < rest.length ? whole.lastIndexOf(' ') : -1;
    const line = space > whole.length / 2 ? whole.slice(0, space + 1) : whole;
    if (line === '') break;
    lines.push(line.trimEnd());
    rest = rest.slice(line.length).replace(/^ /, '');
  }
  return rest === '' ? lines : [...lines, cut(rest, width)];
}

/** Fills a text with spaces up to `width` columns; `dress` colours the text alone. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left', dress: (text: string) => string = (same) => same): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? space + dress(text) : dress(text) + space;
}
