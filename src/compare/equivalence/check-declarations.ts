import type { z } from 'zod';
import type { ColumnDeclarations } from './declaration.ts';
import { VALUE_RULES } from './registry.ts';

/** Rules that do not go together, as located issues: what is declared must be able to hold. */
export function checkDeclarations(columns: ColumnDeclarations, key: readonly string[] | undefined, context: z.RefinementCtx): void {
  const refuse = (column: string, rule: string, code: string, expected: string, message: string, fix: string) =>
    context.addIssue({ code: 'custom', path: ['columns', column, rule], message: expected, params: { code, message, fix } });
  for (const [column, declared] of Object.entries(columns)) {
    const rules = Object.keys(declared);
    // A misspelt rule is told as such, and is no rule.
    if (rules.length === 0 && context.issues.length === 0)
      context.addIssue({ code: 'custom', path: ['columns', column], message: 'at least one rule' });
    const readers = VALUE_RULES.map(({ name }) => name).filter((name) => declared[name] !== undefined);
    const [first, second] = readers;
    if (second !== undefined) {
      refuse(
        column,
        second,
        'rules-conflict',
        `\`${first}\` or \`${second}\``,
        `two rules read ${column} as a value`,
        'Keep the one that fits the column.',
      );
    }
    if (declared.ignore !== undefined && rules.length > 1) {
      refuse(
        column,
        'ignore',
        'rules-conflict',
        '`ignore` alone',
        `${column} is ignored, so no other rule can apply`,
        'Keep `ignore` or the others.',
      );
    }
    for (const rule of ['ignore', 'tolerance'] as const) {
      if (declared[rule] === undefined || key?.includes(column) !== true) continue;
      const fix = 'Take the column out of the key, or the rule away.';
      refuse(column, rule, 'key-rule', 'a rule by which equal keys stay equal', `${column} is a key column: \`${rule}\` cannot match records`, fix);
    }
    if (declared.tolerance !== undefined && key === undefined) {
      const message = 'without a key, records that differ are not paired, so no tolerance can apply';
      refuse(column, 'tolerance', 'tolerance-without-key', 'a `key` beside it', message, 'Name the columns that identify a record under `key`.');
    }
  }
}
