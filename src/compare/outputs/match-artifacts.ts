import type { EvidenceFile } from '../../model/evidence.ts';

/** Files of two lists that belong together, and the rest. */
export interface MatchedArtifacts {
  readonly pairs: readonly (readonly [first: EvidenceFile, second: EvidenceFile])[];
  readonly onlyFirst: readonly EvidenceFile[];
  readonly onlySecond: readonly EvidenceFile[];
  /** A name that stands twice in one list: then the rest is a guess. */
  readonly repeated: string | undefined;
}

/** One file on each side belongs together whatever its name; several are matched by name. Both lists are in the order of names. */
export function matchArtifacts(first: readonly EvidenceFile[], second: readonly EvidenceFile[]): MatchedArtifacts {
  const [mine, theirs] = [first[0], second[0]];
  if (first.length === 1 && second.length === 1 && mine !== undefined && theirs !== undefined)
    return { pairs: [[mine, theirs]], onlyFirst: [], onlySecond: [], repeated: undefined };
  const others = new Map(second.map((file) => [file.name, file]));
  const pairs = first.flatMap((file) => {
    const other = others.get(file.name);
    return other === undefined ? [] : [[file, other] as const];
  });
  const matched = new Set(pairs.map(([{ name }]) => name));
  const alone = (files: readonly EvidenceFile[]) => files.filter(({ name }) => !matched.has(name));
  return { pairs, onlyFirst: alone(first), onlySecond: alone(second), repeated: repeatedName(first) ?? repeatedName(second) };
}

function repeatedName(files: readonly EvidenceFile[]): string | undefined {
  return files.find((file, index) => files[index - 1]?.name === file.name)?.name;
}
