import type { LedgerRecord, OverrideEntry } from '../model/ledger.ts';

/** The overrides that live at that time, oldest first. */
export function openOverrides(records: readonly LedgerRecord[], at: Date): readonly OverrideEntry[] {
  const ended = new Set(records.flatMap(({ entry }) => (entry.type === 'override-end' ? [entry.id] : [])));
  return records.flatMap(({ entry }) => (entry.type === 'override' && !ended.has(entry.id) && Date.parse(entry.until) > at.getTime() ? [entry] : []));
}
