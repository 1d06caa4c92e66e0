/** How well two columns agree over the same records. */
export interface Agreement {
  readonly records: number;
  readonly equal: number;
  /**
   * How far they agree beyond what two columns with such values would by chance: 1 for the same column, about 0 for two that have nothing to do with each other,
   * also where one value is frequent (Cohen's kappa). 0 where all records have one value: that shows nothing.
   */
  readonly beyondChance: number;
}

export function agreementOf(pairs: readonly (readonly [string, string])[]): Agreement {
  const records = pairs.length;
  const mine = new Map<string, number>();
  const theirs = new Map<string, number>();
  let equal = 0;
  for (const [a, b] of pairs) {
    mine.set(a, (mine.get(a) ?? 0) + 1);
    theirs.set(b, (theirs.get(b) ?? 0) + 1);
    if (a === b) equal += 1;
  }
  let chance = 0;
  for (const [value, count] of mine) chance += (count * (theirs.get(value) ?? 0)) / records ** 2;
  return { records, equal, beyondChance: records === 0 || chance === 1 ? 0 : (equal / records - chance) / (1 - chance) };
}
