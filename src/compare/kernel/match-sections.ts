import type { Sections } from './scan-task.ts';

/** Record numbers from 1, both included, in order; pairs of first and last. */
export type Ranges = readonly (readonly [first: number, last: number])[];

/** The records of each side whose section is not on the other one too. Sections with the same records have the same sum, and others the same with a chance of 2⁻¹²⁸. */
export function recordsApart(legacy: Sections, candidate: Sections): { readonly legacy: Ranges; readonly candidate: Ranges } {
  const places = new Map<bigint, number>();
  for (let nth = 0; nth < candidate.ends.length; nth++) places.set(candidate.sums[nth * 2] ?? 0n, nth);
  const met = { legacy: new Set<number>(), candidate: new Set<number>() };
  for (let nth = 0; nth < legacy.ends.length; nth++) {
    const other = places.get(legacy.sums[nth * 2] ?? 0n);
    if (other === undefined || met.candidate.has(other) || !same(legacy, nth, candidate, other)) continue;
    met.legacy.add(nth);
    met.candidate.add(other);
  }
  return { legacy: without(legacy, met.legacy), candidate: without(candidate, met.candidate) };
}

export function countRecords(ranges: Ranges): number {
  return ranges.reduce((count, [first, last]) => count + last - first + 1, 0);
}

function same(legacy: Sections, mine: number, candidate: Sections, theirs: number): boolean {
  return legacy.sums[mine * 2 + 1] === candidate.sums[theirs * 2 + 1] && lengthOf(legacy, mine) === lengthOf(candidate, theirs);
}

function lengthOf({ ends }: Sections, nth: number): number {
  return (ends[nth] ?? 0) - (ends[nth - 1] ?? 0);
}

function without({ ends }: Sections, gone: ReadonlySet<number>): Ranges {
  const ranges: [number, number][] = [];
  for (let nth = 0; nth < ends.length; nth++) {
    if (gone.has(nth)) continue;
    const range: [number, number] = [(ends[nth - 1] ?? 0) + 1, ends[nth] ?? 0];
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === range[0] - 1) last[1] = range[1];
    else ranges.push(range);
  }
  return ranges;
}
