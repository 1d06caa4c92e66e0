import type { TableExplanation } from './hypothesis.ts';
import type { PlacedDifference } from './other-differences.ts';

/** What a hypothesis about whole tables found, under its id. */
export interface NamedTableExplanation {
  readonly id: string;
  readonly explanation: TableExplanation;
}

/** An explanation and the differences that it was given: never none. */
export interface GivenTable extends NamedTableExplanation {
  readonly example: PlacedDifference['difference'];
  readonly accountsFor: number;
}

/** Differences that no explanation accounts for; the first ones themselves. */
export interface Ungiven {
  readonly count: number;
  readonly first: readonly PlacedDifference[];
}

/**
 * Gives each difference to at most one explanation: to those that reproduce before those that are only consistent, then to the one that accounts for most,
 * then to the earlier one. `differences` is read twice.
 */
export function giveToTables(
  differences: () => Iterable<PlacedDifference>,
  tables: readonly NamedTableExplanation[],
  keep: number,
): { readonly given: readonly GivenTable[]; readonly left: Ungiven } {
  const ranked = rank(differences, tables);
  const given = new Map<NamedTableExplanation, { example: PlacedDifference['difference']; accountsFor: number }>();
  const first: PlacedDifference[] = [];
  let count = 0;
  for (const placed of differences()) {
    const taker = ranked.find(({ explanation }) => explanation.accounts(placed.difference));
    if (taker === undefined) {
      count += 1;
      if (first.length < keep) first.push(placed);
      continue;
    }
    const known = given.get(taker);
    if (known === undefined) given.set(taker, { example: taker.explanation.example ?? placed.difference, accountsFor: 1 });
    else known.accountsFor += 1;
  }
  return { given: [...given].map(([table, more]) => ({ ...table, ...more })), left: { count, first } };
}

function rank(differences: () => Iterable<PlacedDifference>, tables: readonly NamedTableExplanation[]): readonly NamedTableExplanation[] {
  if (tables.length < 2) return tables;
  const counts = new Map(tables.map((table) => [table, 0]));
  for (const { difference } of differences())
    for (const table of tables) if (table.explanation.accounts(difference)) counts.set(table, (counts.get(table) ?? 0) + 1);
  const order = (table: NamedTableExplanation) => (table.explanation.strength === 'reproduces' ? 0 : 1);
  return tables.toSorted((a, b) => order(a) - order(b) || (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
}
