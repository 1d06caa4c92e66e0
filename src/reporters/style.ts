import { styleText } from 'node:util';
import type { Tone } from '../model/document.ts';

/** How to write to a terminal. The caller decides: whether colours are wanted (a terminal, no NO_COLOR) and how many columns there are. */
export interface Style {
  readonly colour: boolean;
  readonly width: number;
}

const FORMATS = {
  pass: 'green',
  fail: ['red', 'bold'],
  inconclusive: 'yellow',
  warning: 'yellow',
  muted: 'gray',
  strong: 'bold',
} as const;

/** Colours a text that is harmless already (`visible`). The words stay the same, so nothing is told by colour alone. */
export function paint(style: Style, tone: Tone | undefined, text: string): string {
  if (!style.colour || tone === undefined || tone === 'plain' || text === '') return text;
  const format = FORMATS[tone];
  return styleText(typeof format === 'string' ? format : [...format], text, { validateStream: false });
}

const CHANGES = { legacy: ['red', 'underline'], candidate: ['green', 'underline'] } as const;

/** The changed stretch of a side's text. */
export function paintChange(style: Style, side: keyof typeof CHANGES, text: string): string {
  return style.colour && text !== '' ? styleText([...CHANGES[side]], text, { validateStream: false }) : text;
}
