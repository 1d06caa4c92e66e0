import type { Charset } from '../encodings/names.ts';
import type { Conversion, LineConverter } from './conversion.ts';
import { LineProblems } from './line-problems.ts';

/** One column of a file of fixed width, as declared: `from` counts from 1; without it, it follows the column before. */
export interface FixedField {
  readonly name: string;
  readonly width: number;
  readonly from?: number | undefined;
}

export interface FixedLayout {
  readonly fields: readonly FixedField[];
  readonly unit: 'characters' | 'bytes';
  /** Which padding is taken off: blanks, the ideographic one too. */
  readonly trim: 'none' | 'end' | 'both';
}

/** Lines of fixed width. What stands outside of all columns must be blank. */
export function fixedConversion({ fields, unit, trim }: FixedLayout): Conversion {
  const places = placesOf(fields);
  const width = Math.max(...places.map(({ to }) => to));
  const gaps = gapsBetween(places, width);
  return {
    unit,
    async start(charset): Promise<LineConverter> {
      const problems = new LineProblems();
      const textOf = unit === 'bytes' ? await bytesToText(charset) : (text: string) => ({ text, valid: true });
      return {
        header: fields.map(({ name }) => name),
        convert({ text, number }) {
          const line = placed(text);
          if (line.length < width) problems.add(SHORT, number, `${line.length} of ${width}`);
          if (line.length > width) problems.add(LONG, number, `${line.length} of ${width}`);
          for (const { from, to } of gaps) if (!BLANK.test(line.slice(from, to))) problems.add(OUTSIDE, number, `${from + 1} to ${to}`);
          return places.map(({ name, from, to }) => {
            const cell = textOf(line.slice(from, to));
            if (!cell.valid) problems.add(CUT, number, name);
            return trimmed(cell.text, trim) || undefined;
          });
        },
        get problems() {
          return problems.all;
        },
      };
    },
  };
}

/** A line by its characters. Those beyond 16 bits (`𠮷`) are one, which takes two units of a string. */
function placed(text: string): { readonly length: number; slice(from: number, to: number): string } {
  if (!/[\ud800-\udfff]/.test(text)) return text;
  const characters = [...text];
  return { length: characters.length, slice: (from, to) => characters.slice(from, to).join('') };
}

interface Place {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

function placesOf(fields: readonly FixedField[]): readonly Place[] {
  let next = 0;
  return fields.map(({ name, width, from = next + 1 }) => {
    next = from - 1 + width;
    return { name, from: from - 1, to: next };
  });
}

/** Stretches that no column covers. */
function gapsBetween(places: readonly Place[], width: number): readonly { readonly from: number; readonly to: number }[] {
  const gaps: { from: number; to: number }[] = [];
  let covered = 0;
  for (const { from, to } of places.toSorted((a, b) => a.from - b.from)) {
    if (from > covered) gaps.push({ from: covered, to: Math.min(from, width) });
    covered = Math.max(covered, to);
  }
  return gaps;
}

/** A column's bytes as text. A column may begin or end inside a character, where the layout is wrong. */
async function bytesToText(charset: Charset): Promise<(bytes: string) => { readonly text: string; readonly valid: boolean }> {
  const { DECODERS } = await import('../encodings/registry.ts');
  return (bytes) => {
    const decoder = DECODERS[charset]();
    const text = decoder.decode(Buffer.from(bytes, 'latin1')) + decoder.end();
    return { text, valid: decoder.invalidLine === undefined };
  };
}

function trimmed(text: string, trim: FixedLayout['trim']): string {
  if (trim === 'none') return text;
  const end = text.replace(/[ \u3000]+$/, '');
  return trim === 'end' ? end : end.replace(/^[ \u3000]+/, '');
}

/** What may stand where no column is. A tab or another white space that one side has there would be a difference that nobody sees. */
const BLANK = /^[ \u3000]*$/;

const LAYOUT = 'Compare the `fields` of the format with the file: widths, `unit` (bytes or characters), and `encoding`.';
const SHORT = { id: 'fixed.short-line', text: '{count} lines are too short; the first on line {line}: {detail}', fix: LAYOUT };
const LONG = { id: 'fixed.long-line', text: '{count} lines are too long; the first on line {line}: {detail}', fix: LAYOUT };
const OUTSIDE = {
  id: 'fixed.outside',
  text: '{count} times something stands where no column is, so it is not compared; the first on line {line}, place {detail}',
  fix: 'Declare a column for it under `fields`.',
};
const CUT = { id: 'fixed.cut-character', text: '{count} columns hold no valid text; the first on line {line}, column {detail}', fix: LAYOUT };
