import { ColumnRules } from '../compare/equivalence/column-rules.ts';
import type { ColumnDeclaration } from '../compare/equivalence/declaration.ts';
import { Equivalence, type Relation } from '../compare/equivalence/equivalence.ts';

const column = { name: 'v', legacy: 0, candidate: 0 };

/** How a legacy and a candidate cell relate in a column with these rules. */
export function relateCells(declared: ColumnDeclaration, legacy: string, candidate: string): Relation {
  return new Equivalence({ v: declared }, [column]).relate(column, legacy, candidate);
}

/** Whether the column's value rule could not read the cell. */
export function isUnread(declared: ColumnDeclaration, text: string, side: 'legacy' | 'candidate' = 'legacy'): boolean {
  const rules = new ColumnRules(declared);
  return rules.unread(rules.formOf(text, side));
}
