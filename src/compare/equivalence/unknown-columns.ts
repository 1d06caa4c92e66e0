import type { Finding } from '../../model/finding.ts';
import { message } from '../../model/message.ts';
import type { ColumnDeclarations } from './declaration.ts';

/** Rules for columns that neither side has. Files without a header tell nothing. */
export function unknownColumns(declarations: ColumnDeclarations, headers: readonly (readonly string[])[]): Finding[] {
  const names = new Set(headers.flat());
  if (names.size === 0) return [];
  return Object.keys(declarations)
    .filter((name) => !names.has(name))
    .map((column) => ({
      id: 'equivalence.unknown-column',
      message: message('equivalence.unknown-column', 'a rule is declared for column {column}, which neither side has', { column }),
      fix: message('equivalence.unknown-column.fix', 'Name the column exactly as the header does, or remove the rule.'),
    }));
}
