import type { LedgerRecord, OverrideEntry } from '../model/ledger.ts';

/** The overrides that live at that time, oldest first. */
export function openOverrides(records: readonly LedgerRecord[], at: Date): readonly OverrideEntry[] {
  const ended = new Set(records.flatMap(({ entry }) => (entry.type === 'override-end' ? [entry.id] : [])));
  // One whose end cannot be read has none.
  const isOver = ({ id, until }: OverrideEntry) => ended.has(id) || Date.parse(until) <= at.getTime();
  return records.flatMap(({ entry }) => (entry.type === 'override' && !isOver(entry) ? [entry] : []));
}
