import { visible } from '../../runtime/text.ts';
import { type Segment, segments } from './segments.ts';
import { spellPair } from './spell.ts';

/** A stretch of a text as it is to be shown: harmless already. */
export interface Part {
  readonly text: string;
  readonly changed: boolean;
}

export interface ContrastParts {
  readonly legacy: readonly Part[];
  readonly candidate: readonly Part[];
}

/** Texts up to this many characters are shown whole. */
const SHORT = 60;
/** What stays of a long equal stretch, on each end. */
const CONTEXT = 20;
/** What stays of a long changed stretch, on each end. */
const CHANGED_CONTEXT = 150;

/** Two texts as people should see them: what differs is marked and in sight, what is equal in long ones gives way to `…`. */
export function contrastParts(legacy: string, candidate: string): ContrastParts {
  const whole = Math.max(legacy.length, candidate.length) <= SHORT;
  const found = segments(legacy, candidate);
  const side = (name: 'legacy' | 'candidate') =>
    found
      .map((segment, index) => partOf(segment, name, { whole, first: index === 0, last: index === found.length - 1 }))
      .filter(({ text }) => text !== '');
  return { legacy: side('legacy'), candidate: side('candidate') };
}

/** A text that stands alone. */
export function plainParts(text: string): readonly Part[] {
  return text === '' ? [] : [{ text: visible(shorten(text, CHANGED_CONTEXT, CHANGED_CONTEXT)), changed: false }];
}

interface Place {
  readonly whole: boolean;
  readonly first: boolean;
  readonly last: boolean;
}

function partOf(segment: Segment, side: 'legacy' | 'candidate', { whole, first, last }: Place): Part {
  if ('equal' in segment) {
    const text = whole ? segment.equal : shorten(segment.equal, first ? 0 : CONTEXT, last ? 0 : CONTEXT);
    return { text: visible(text), changed: false };
  }
  const short = [segment.legacy, segment.candidate].map((text) => shorten(text, CHANGED_CONTEXT, CHANGED_CONTEXT));
  const [mine, theirs] = short[0] === short[1] ? spellPair(segment.legacy, segment.candidate) : spellPair(short[0] ?? '', short[1] ?? '');
  return { text: side === 'legacy' ? mine : theirs, changed: true };
}

/** Keeps so many code points at each end. */
function shorten(text: string, start: number, end: number): string {
  const points = [...text];
  if (points.length <= start + end + 1) return text;
  return `${points.slice(0, start).join('')}…${points.slice(points.length - end).join('')}`;
}
