import stringWidth from 'string-width';

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The columns that a text takes on a terminal; East Asian wide characters take two. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** Cuts a text to at most `width` columns; `…` marks the cut, and no character is split. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let result = '';
  let used = 0;
  for (const { segment } of SEGMENTER.segment(text)) {
    const more = widthOf(segment);
    if (used + more > width - 1) break;
    result += segment;
    used += more;
  }
  return width < 1 ? '' : `${result}…`;
}

/** Fills a text with spaces up to `width` columns; `dress` colours the text alone. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left', dress: (text: string) => string = (same) => same): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? space + dress(text) : dress(text) + space;
}
