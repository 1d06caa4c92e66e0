import { diffChars } from 'diff';

/** Cells up to this many characters are shown whole. */
const SHORT = 40;
/** What stays of an equal stretch, on each end. */
const CONTEXT = 10;
/** Comparing characters takes quadratic time: beyond this, the ends are cut instead. */
const LONGEST = 5_000;

/** Two differing cells as people should see them: what is equal in long ones gives way to `…`, so that what differs is always in sight. */
export function contrast(legacy: string, candidate: string): { readonly legacy: string; readonly candidate: string } {
  if (Math.max(legacy.length, candidate.length) <= SHORT) return { legacy, candidate };
  const from = commonStart(legacy, candidate);
  const parts = diffChars(legacy.slice(from, from + LONGEST), candidate.slice(from, from + LONGEST));
  const lead = from > CONTEXT ? `…${legacy.slice(from - CONTEXT, from)}` : legacy.slice(0, from);
  const side = (hidden: 'added' | 'removed') =>
    lead +
    parts
      .map((part, index) => (part[hidden] ? '' : part.added || part.removed ? part.value : shorten(part.value, index === parts.length - 1)))
      .join('');
  return { legacy: side('added'), candidate: side('removed') };
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function shorten(equal: string, last: boolean): string {
  if (equal.length <= 2 * CONTEXT + 1) return equal;
  return last ? `${equal.slice(0, CONTEXT)}…` : `${equal.slice(0, CONTEXT)}…${equal.slice(-CONTEXT)}`;
}
