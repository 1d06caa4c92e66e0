import type { TableComparison } from './table-comparison.ts';

/**
 * Whether no column was compared although both files have some: each that both have is ignored, or they have none in common. Only the number of records was
 * compared then. A key column cannot be ignored, so there is no key either.
 */
export function comparesNothing({ legacy, candidate, ignored }: Pick<TableComparison, 'legacy' | 'candidate' | 'ignored'>): boolean {
  if (legacy.header === undefined || candidate.header === undefined) return false;
  const theirs = new Set(candidate.header);
  return !legacy.header.some((name) => theirs.has(name) && !ignored.some(({ column }) => column === name));
}
