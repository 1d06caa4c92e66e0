import type { Explanation } from '../../model/explanation.ts';

/** Explanations of several columns that tell the same; `first` accounts for most. */
export interface ExplanationGroup {
  readonly first: Explanation;
  readonly accountsFor: number;
  readonly columns: readonly { readonly name: string; readonly accountsFor: number }[];
}

/** Puts together what has one cause, one strength and one way to mend it, so that a person reads it once. What accounts for most comes first. */
export function groupExplanations(explanations: readonly Explanation[]): readonly ExplanationGroup[] {
  const groups = new Map<string, ExplanationGroup>();
  for (const one of explanations) {
    const { id, strength, cause, fix, accountsFor, column } = one;
    const key = JSON.stringify([id, strength, cause.text, fix.text, column === undefined]);
    const known = groups.get(key) ?? { first: one, accountsFor: 0, columns: [] };
    const columns = column === undefined ? known.columns : [...known.columns, { name: column, accountsFor }];
    groups.set(key, { ...known, accountsFor: known.accountsFor + accountsFor, columns });
  }
  return [...groups.values()].sort((a, b) => b.accountsFor - a.accountsFor);
}
