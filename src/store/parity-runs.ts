import type { LedgerRecord, RunEntry } from '../model/ledger.ts';
import type { Store } from '../model/store.ts';
import { readLedger } from './read-ledger.ts';

/**
 * The runs of a scenario in a world, oldest first, as evidence of parity. A pass that was made for something else (the take of a calibration), or of which
 * nobody knows what for, proves nothing and is left out; what did not pass counts, whatever it was made for.
 */
export function parityRuns(records: readonly LedgerRecord[], { scenario, world }: Pick<RunEntry, 'scenario' | 'world'>): readonly RunEntry[] {
  return records.flatMap(({ entry }) =>
    entry.type === 'run' && entry.scenario === scenario && entry.world === world && (entry.status !== 'pass' || entry.purpose === 'rehearsal')
      ? [entry]
      : [],
  );
}

/** The records of a store; what the runs of a scenario were made for is asked of `run.json` where a record of an earlier version does not say it. */
export async function recordsWithPurpose(store: Store, scenario: string): Promise<readonly LedgerRecord[]> {
  const records = await readLedger(store);
  const silent = ({ entry }: LedgerRecord) => entry.type === 'run' && entry.scenario === scenario && entry.purpose === undefined;
  if (!records.some(silent)) return records;
  const known = new Map<string, string>();
  for await (const { id, purpose } of store.list({ scenario })) if (purpose !== undefined) known.set(id, purpose);
  return records.map((record) => {
    if (record.entry.type !== 'run' || !silent(record)) return record;
    const purpose = known.get(record.entry.run);
    return purpose === undefined ? record : { ...record, entry: { ...record.entry, purpose } };
  });
}
