import { diffChars } from 'diff/lib/diff/character.js';

/** A stretch of two texts: the same in both, or what each has in its place. */
export type Segment = { readonly equal: string } | { readonly legacy: string; readonly candidate: string };

/** Comparing takes the length times the edits: beyond these bounds a whole stretch counts as changed. In code points. */
const MOST_EDITS = 400;
const LONGEST = 20_000;
/** Equal stretches between two changes that are shorter than this belong to the change: single letters that happen to agree say nothing. */
const TELLING = 3;

/** Splits two texts into what is equal and what is not. Joined, each side gives its text again. */
export function segments(legacy: string, candidate: string): readonly Segment[] {
  const [a, b] = [[...legacy], [...candidate]];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const text = (points: readonly string[], from: number, to: number) => points.slice(from, to).join('');
  return [
    { equal: text(a, 0, start) },
    ...merged(middle(text(a, start, a.length - end), text(b, start, b.length - end))),
    { equal: text(a, a.length - end, a.length) },
  ].filter((segment) => ('equal' in segment ? segment.equal !== '' : segment.legacy + segment.candidate !== ''));
}

function middle(legacy: string, candidate: string): readonly Segment[] {
  const whole = [{ legacy, candidate }];
  if (legacy === '' || candidate === '' || Math.max(legacy.length, candidate.length) > LONGEST) return whole;
  const parts = diffChars(legacy, candidate, { maxEditLength: MOST_EDITS });
  return (
    parts?.map((part) =>
      part.added ? { legacy: '', candidate: part.value } : part.removed ? { legacy: part.value, candidate: '' } : { equal: part.value },
    ) ?? whole
  );
}

/** Neighbouring changes as one, with what little is equal between them. */
function merged(parts: readonly Segment[]): Segment[] {
  const result: Segment[] = [];
  for (const part of parts) {
    const one = 'equal' in part && [...part.equal].length < TELLING ? { legacy: part.equal, candidate: part.equal } : part;
    const last = result.at(-1);
    if ('equal' in one || last === undefined || 'equal' in last) result.push(one);
    else result[result.length - 1] = { legacy: last.legacy + one.legacy, candidate: last.candidate + one.candidate };
  }
  return result;
}
