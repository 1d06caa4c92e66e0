import { diffArrays } from 'diff/lib/diff/array.js';
import { longestIncreasing } from '../order/longest-increasing.ts';

/** A stretch of lines of legacy that stands where a stretch of the candidate does; one of them may be empty. Indexes from 0. */
export interface Edit {
  readonly legacy: number;
  readonly removed: number;
  readonly candidate: number;
  readonly added: number;
}

/** Most edits that the exact search for the shortest difference looks for in one stretch: its memory grows by their square. */
const MOST_EDITS = 1000;

/**
 * What differs between two sequences, in order; none if and only if they are the same. Lines that occur once on both sides and stand in the same order hold
 * the sequences together; between them the shortest difference is looked for, and where that would take too long line is held against line, place by place.
 */
export function editsOf(legacy: Uint32Array, candidate: Uint32Array, lines: number): readonly Edit[] {
  const edits: Edit[] = [];
  let [mine, theirs] = [0, 0];
  for (const anchor of [...anchorsOf(legacy, candidate, lines), { legacy: legacy.length, candidate: candidate.length }]) {
    edits.push(...between(legacy.subarray(mine, anchor.legacy), candidate.subarray(theirs, anchor.candidate), mine, theirs));
    mine = anchor.legacy + 1;
    theirs = anchor.candidate + 1;
  }
  return joined(edits);
}

interface Anchor {
  readonly legacy: number;
  readonly candidate: number;
}

const MANY = 2 ** 32 - 1;

/** The places of a line on one side: 0 for none, `MANY` for several, else its index + 1. */
function placesOf(numbers: Uint32Array, lines: number): Uint32Array {
  const places = new Uint32Array(lines);
  for (const [at, line] of numbers.entries()) places[line] = places[line] === 0 ? at + 1 : MANY;
  return places;
}

function anchorsOf(legacy: Uint32Array, candidate: Uint32Array, lines: number): readonly Anchor[] {
  const mine = placesOf(legacy, lines);
  const theirs = placesOf(candidate, lines);
  const once: Anchor[] = [];
  for (const [at, line] of legacy.entries()) {
    const place = theirs[line] ?? 0;
    if (mine[line] !== MANY && place !== 0 && place !== MANY) once.push({ legacy: at, candidate: place - 1 });
  }
  const members = longestIncreasing(Uint32Array.from(once, (anchor) => anchor.candidate));
  return once.filter((_, at) => members[at] === 1);
}

/** Equal lines at both ends are taken off first: most stretches are then empty. */
function between(legacy: Uint32Array, candidate: Uint32Array, mine: number, theirs: number): readonly Edit[] {
  const shorter = Math.min(legacy.length, candidate.length);
  let start = 0;
  while (start < shorter && legacy[start] === candidate[start]) start += 1;
  let end = 0;
  while (end < shorter - start && legacy[legacy.length - 1 - end] === candidate[candidate.length - 1 - end]) end += 1;
  const left = legacy.subarray(start, legacy.length - end);
  const right = candidate.subarray(start, candidate.length - end);
  if (left.length + right.length === 0) return [];
  const whole = { legacy: mine + start, removed: left.length, candidate: theirs + start, added: right.length };
  if (left.length === 0 || right.length === 0) return [whole];
  const parts = diffArrays([...left], [...right], { maxEditLength: MOST_EDITS });
  if (parts === undefined) return placeByPlace(left, right, whole);
  const edits: Edit[] = [];
  let { legacy: at, candidate: to } = whole;
  for (const { count, added, removed } of parts) {
    if (added || removed) edits.push({ legacy: at, removed: removed ? count : 0, candidate: to, added: added ? count : 0 });
    if (!added) at += count;
    if (!removed) to += count;
  }
  return edits;
}

/** What differs where each line belongs to the one in its place; what the longer side has more stands at the end. */
function placeByPlace(left: Uint32Array, right: Uint32Array, { legacy, candidate }: Edit): readonly Edit[] {
  const shorter = Math.min(left.length, right.length);
  const edits: Edit[] = [];
  for (let from = 0; from < shorter; ) {
    let to = from;
    while (to < shorter && left[to] !== right[to]) to += 1;
    if (to > from) edits.push({ legacy: legacy + from, removed: to - from, candidate: candidate + from, added: to - from });
    from = to + 1;
  }
  edits.push({ legacy: legacy + shorter, removed: left.length - shorter, candidate: candidate + shorter, added: right.length - shorter });
  return edits.filter(({ removed, added }) => removed + added > 0);
}

/** Edits that touch are one: what was removed stands where the other was added. */
function joined(edits: readonly Edit[]): readonly Edit[] {
  const result: Edit[] = [];
  for (const edit of edits) {
    const last = result.at(-1);
    if (last !== undefined && last.legacy + last.removed === edit.legacy && last.candidate + last.added === edit.candidate)
      result[result.length - 1] = { ...last, removed: last.removed + edit.removed, added: last.added + edit.added };
    else result.push(edit);
  }
  return result;
}
