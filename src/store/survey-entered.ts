import type { LedgerRecord, SurveyedEntry } from '../model/ledger.ts';

/** The last survey of a host that entered the ledger. */
export function surveyEntered(records: readonly LedgerRecord[], host: string): SurveyedEntry | undefined {
  return records.map(({ entry }) => entry).findLast((entry) => entry.type === 'survey' && entry.host === host) as SurveyedEntry | undefined;
}
