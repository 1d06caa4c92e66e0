import { cell, type Difference } from '../../model/difference.ts';
import type { Finding } from '../../model/finding.ts';
import { message } from '../../model/message.ts';
import type { Side } from '../../model/side.ts';

/** A column that both sides have, with its place on each. */
export interface CommonColumn {
  readonly name: string;
  readonly legacy: number;
  readonly candidate: number;
}

export interface ColumnMatch {
  /** In legacy's order. The n-th column of a repeated name is matched with the n-th on the other side. */
  readonly common: readonly CommonColumn[];
  /** Of kind `column`: missing on a side, or repeated. */
  readonly differences: readonly Difference[];
  readonly findings: readonly Finding[];
  readonly sameOrder: boolean;
}

type Header = readonly string[];

/** Matches columns by name. What is missing on a side, or named twice, is red; a repeated name is a finding too, as its columns can be confused. */
export function matchColumns(legacy: Header, candidate: Header): ColumnMatch {
  const places = placesByName(candidate);
  const common: CommonColumn[] = [];
  for (const [name, mine] of placesByName(legacy)) {
    const theirs = places.get(name) ?? [];
    for (const [nth, place] of mine.entries()) {
      const other = theirs[nth];
      if (other !== undefined) common.push({ name, legacy: place, candidate: other });
    }
  }
  common.sort((a, b) => a.legacy - b.legacy);
  const sameOrder = common.every((column, index) => index === 0 || column.candidate > (common[index - 1]?.candidate ?? -1));
  const missing = [...missingColumns('candidate', legacy, candidate), ...missingColumns('legacy', candidate, legacy)];
  const repeated = repeatedColumns(legacy, candidate);
  return {
    common,
    differences: [...missing, ...repeated.map(({ difference }) => difference)],
    findings: repeated.flatMap(({ findings }) => findings),
    sameOrder,
  };
}

function placesByName(header: Header): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, name] of header.entries()) {
    const known = places.get(name);
    if (known === undefined) places.set(name, [index]);
    else known.push(index);
  }
  return places;
}

function missingColumns(side: Side, from: Header, header: Header): Difference[] {
  const present = new Set(header);
  const theirs = new Set(from);
  return [...theirs]
    .filter((name) => !present.has(name))
    .map((name) => {
      const neighbour = header[from.indexOf(name)];
      const renamed = neighbour !== undefined && !theirs.has(neighbour) ? neighbour : undefined;
      return {
        kind: 'column',
        column: name,
        ...(side === 'candidate' ? { legacy: cell(name) } : { candidate: cell(name) }),
        message:
          renamed === undefined
            ? message('columns.missing', 'column {column} is missing in {side}', { column: name, side })
            : message('columns.renamed', 'column {column} is missing in {side}, which has {other} in its place', {
                column: name,
                side,
                other: renamed,
              }),
      };
    });
}

function repeatedColumns(legacy: Header, candidate: Header): { difference: Difference; findings: Finding[] }[] {
  const places = { legacy: placesByName(legacy), candidate: placesByName(candidate) };
  const names = [...new Set([...legacy, ...candidate])];
  return names.flatMap((name) => {
    const counts = { legacy: places.legacy.get(name)?.length ?? 0, candidate: places.candidate.get(name)?.length ?? 0 };
    const sides = (['legacy', 'candidate'] as const).filter((side) => counts[side] > 1);
    if (sides.length === 0) return [];
    const text = message('columns.repeated', 'column {column} occurs {legacy} times in legacy, {candidate} times in candidate', {
      column: name,
      ...counts,
    });
    const findings = sides.map((side) => ({ id: 'columns.repeated', message: text, side, fix: REPEATED_FIX }));
    return [{ difference: { kind: 'column', column: name, message: text }, findings }];
  });
}

const REPEATED_FIX = message('columns.repeated.fix', 'Give every column a name of its own, in the query or program that writes the file.');
