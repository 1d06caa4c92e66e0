import type { Relation } from './equivalence.ts';

/** Cells that differ as text and count as equal: by column. */
export interface EquivalenceFigures {
  /** Accepted by a declared rule. */
  readonly equivalent: ReadonlyMap<string, number>;
  /** In ignored columns. */
  readonly ignored: ReadonlyMap<string, number>;
}

/** Counts what declared rules accepted. */
export class EquivalenceTally implements EquivalenceFigures {
  readonly equivalent = new Map<string, number>();
  readonly ignored = new Map<string, number>();

  note(column: string, relation: Relation): void {
    if (relation === 'equivalent' || relation === 'tolerated') add(this.equivalent, column);
    if (relation === 'ignored') add(this.ignored, column);
  }
}

/** One count more under a name. */
function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
