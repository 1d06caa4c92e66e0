import type { Difference } from '../../model/difference.ts';
import type { Explanation } from '../../model/explanation.ts';
import type { Explained } from './explained.ts';

/** Unexplained differences that are shown. */
export const EXAMPLES = 10;

/** What explains several tables, together with differences that belong to none of them (a file that only one side has) and stay unexplained. */
export function sumExplained(parts: readonly Explained[], others: readonly Difference[]): Explained {
  const sum = (of: (part: Explained) => number) => parts.reduce((total, part) => total + of(part), others.length);
  const total = sum(({ of }) => of);
  const explanations = new Map<string, Explanation>();
  for (const one of parts.flatMap((part) => part.explanations)) {
    const id = JSON.stringify([one.id, one.column, one.strength, one.parameters]);
    const known = explanations.get(id) ?? { ...one, accountsFor: 0 };
    explanations.set(id, { ...known, of: total, accountsFor: known.accountsFor + one.accountsFor });
  }
  return {
    explanations: [...explanations.values()].sort((a, b) => b.accountsFor - a.accountsFor),
    of: total,
    unexplained: sum(({ unexplained }) => unexplained),
    examples: [...others, ...parts.flatMap(({ examples }) => examples)].slice(0, EXAMPLES),
    examined: sum(({ examined }) => examined),
    shown: parts.flatMap(({ shown }) => shown),
  };
}
