import type { LedgerRecord } from '../model/ledger.ts';
import type { Store } from '../model/store.ts';

/** All records of a ledger. Throws `ledger.damaged` (fault). */
export async function readLedger({ ledger }: Pick<Store, 'ledger'>): Promise<readonly LedgerRecord[]> {
  const records: LedgerRecord[] = [];
  for await (const record of ledger.read()) records.push(record);
  return records;
}
