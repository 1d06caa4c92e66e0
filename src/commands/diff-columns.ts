import type { ColumnDeclaration } from '../compare/equivalence/declaration.ts';
import { splitBounds, splitNames } from './columns-option.ts';

/** What `--ignore` and `--tolerance` declare, by column, as a scenario would; undefined where neither stands. Throws `cli.tolerance`. */
export function declaredColumns(ignore: readonly string[], tolerance: readonly string[]): Readonly<Record<string, ColumnDeclaration>> | undefined {
  const columns = new Map<string, ColumnDeclaration>();
  for (const name of ignore.flatMap(splitNames)) columns.set(name, { ignore: 'asked for by --ignore' });
  for (const [name, text] of splitBounds(tolerance)) columns.set(name, { ...columns.get(name), tolerance: boundOf(text) });
  return columns.size === 0 ? undefined : Object.fromEntries(columns);
}

/** `1.5%` as the share `0.015`, by its digits: nothing is rounded. */
function boundOf(text: string): { readonly absolute: string } | { readonly relative: string } {
  if (!text.endsWith('%')) return { absolute: text };
  const [whole = '', fraction = ''] = text.slice(0, -1).split('.');
  const digits = whole.padStart(3, '0');
  return { relative: `${digits.slice(0, -2)}.${digits.slice(-2)}${fraction}` };
}
