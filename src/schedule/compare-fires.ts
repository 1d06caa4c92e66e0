/** How often both sides fire within a span, and where they do not fire together. Instants are ms since 1970. */
export interface FireComparison {
  readonly legacy: number;
  readonly candidate: number;
  readonly together: number;
  /** One instant for each fire of legacy that the candidate has not. */
  readonly onlyLegacy: readonly number[];
  readonly onlyCandidate: readonly number[];
  /** Instants at which the candidate fires more than once. Each is in `onlyCandidate` too, unless legacy also fires twice. */
  readonly doubled: readonly number[];
}

/** Compares two rising lists of fires as multisets: a fire too many is a difference, also at an instant that both have. */
export function compareFires(legacy: readonly number[], candidate: readonly number[]): FireComparison {
  const [onlyLegacy, onlyCandidate, doubled]: [number[], number[], number[]] = [[], [], []];
  let [left, right, together] = [0, 0, 0];
  while (left < legacy.length || right < candidate.length) {
    const [mine, theirs] = [legacy[left] ?? Number.POSITIVE_INFINITY, candidate[right] ?? Number.POSITIVE_INFINITY];
    if (mine === theirs) {
      together += 1;
      left += 1;
      right += 1;
    } else if (mine < theirs) {
      onlyLegacy.push(mine);
      left += 1;
    } else {
      onlyCandidate.push(theirs);
      right += 1;
    }
  }
  for (const [index, at] of candidate.entries()) if (index > 0 && candidate[index - 1] === at && doubled.at(-1) !== at) doubled.push(at);
  return { legacy: legacy.length, candidate: candidate.length, together, onlyLegacy, onlyCandidate, doubled };
}
