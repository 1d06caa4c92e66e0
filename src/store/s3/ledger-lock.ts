import type { LedgerRecord, LockReport } from '../../model/ledger.ts';
import type { ObjectStore, ObjectVersion } from '../../model/object-store.ts';
import type { Keys } from './keys.ts';

/** S3 says by its own clock when a record was written: it must be about what the record says. */
const APART_MS = 3_600_000;

/**
 * Whether S3 itself shows that no record was cut off, replaced or written anew, by versions and Object Lock: nobody can remove a locked version, so that what is done
 * to it shows. It holds as long as the newest record is locked; what was done before that, to records that no lock held any more, shows by when S3 wrote them.
 */
export async function lockReport(objects: ObjectStore, keys: Keys, records: readonly LedgerRecord[], now: Date): Promise<LockReport> {
  const versions = await objects.versions(keys.ledger);
  const problem = tampered(versions, keys, records);
  if (problem !== undefined) return { status: 'fail', text: problem };
  const newest = versions.at(-1);
  if (newest === undefined) return { status: 'inconclusive', text: 'the ledger is empty' };
  const until = await objects.lockedUntil(newest);
  if (until === undefined)
    return { status: 'inconclusive', text: `the newest record, ${records.length}, is not locked (Object Lock, mode COMPLIANCE)` };
  if (!(until > now.toISOString())) return { status: 'inconclusive', text: `the lock of the newest record, ${records.length}, ended at ${until}` };
  return { status: 'pass', text: `no record was removed or replaced; the newest, ${records.length}, is locked until ${until}`, until };
}

function tampered(versions: readonly ObjectVersion[], keys: Keys, records: readonly LedgerRecord[]): string | undefined {
  const removal = versions.find((one) => one.removal);
  if (removal !== undefined) return `${removal.key} was removed at ${removal.writtenAt}`;
  const twice = versions.find(({ key }, at) => versions[at + 1]?.key === key);
  if (twice !== undefined) return `${twice.key} was written more than once, last at ${twice.writtenAt}`;
  for (const [at, { seq, entry }] of records.entries()) {
    const written = versions[at];
    if (written?.key !== keys.record(seq)) return `${keys.record(seq)} is not what S3 lists at its place`;
    const apart = Math.abs(Date.parse(written.writtenAt) - Date.parse(entry.at));
    if (!(apart <= APART_MS)) return `record ${seq} says that it is of ${entry.at}, and S3 wrote it at ${written.writtenAt}`;
  }
  return undefined;
}
