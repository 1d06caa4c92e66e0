import type { LedgerRecord, RollbackEntry } from '../model/ledger.ts';

/** The newest rollback of a scenario in the real world after which nothing shows that its candidate is at work: no cutover that was done, no natural run that passed while nothing but the candidate was on. */
export function goneBack(records: readonly LedgerRecord[], scenario: string): RollbackEntry | undefined {
  let last: RollbackEntry | undefined;
  for (const { entry } of records) {
    if (entry.type !== 'rollback' && entry.type !== 'cutover' && entry.type !== 'soak') continue;
    if (entry.scenario !== scenario || entry.world !== 'real') continue;
    if (entry.type === 'rollback') last = entry;
    else if (entry.status === 'pass' && (entry.type !== 'soak' || entry.starters === 'pass')) last = undefined;
  }
  return last;
}
