import type { Sighting } from '../../model/effect.ts';

/** What lies at a target of one file, by its name. */
export interface Arrivals {
  /** Of that very name, in whatever folder. */
  readonly exact: readonly Sighting[];
  /** Named like it: a part that was left, or a second copy, would be another delivery. */
  readonly others: readonly Sighting[];
}

/** Which of the sightings are that file, or like it. */
export function arrivalsOf(found: readonly Sighting[], file: string): Arrivals {
  const alike = found.filter((one) => isAlike(baseName(one.name), file));
  const exact = alike.filter((one) => baseName(one.name) === file);
  return { exact, others: alike.filter((one) => !exact.includes(one)) };
}

/** The file, a part of it that was left (`.x.csv.part`), or a copy (`x (1).csv`). Another file whose name begins alike is none of it. */
function isAlike(name: string, file: string): boolean {
  const [, stem = file, ending = ''] = /^(.+?)(\.[^.]*)?$/.exec(file) ?? [];
  if (name.includes(file)) return true;
  return name.startsWith(stem) && name.endsWith(ending) && /^[ ._-]?(?:\(\d+\)|copy\b)/i.test(name.slice(stem.length));
}

function baseName(name: string): string {
  return name.split('/').at(-1) ?? name;
}
