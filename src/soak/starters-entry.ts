import type { Secrets } from '../model/context.ts';
import type { LedgerRecord, StartersEntry } from '../model/ledger.ts';
import type { Starters } from '../model/soak-record.ts';
import type { Store } from '../model/store.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import { readLedger } from '../store/read-ledger.ts';
import { beginsAnew } from './standing.ts';

/** When, and of what. */
interface About {
  readonly scenario: string;
  readonly world: 'sandbox' | 'real';
  /** ISO 8601, UTC. */
  readonly at: string;
}

const TRIES = 3;

/**
 * Enters what starts the sides where the ledger does not have it yet: that it became red, otherwise red, or green again. Returns whether it did. Throws what the store throws.
 */
export async function enterStarters(store: Store, read: Starters, about: About, secrets: Secrets): Promise<boolean> {
  for (let tried = 1; ; tried += 1) {
    const records = await readLedger(store);
    const entry = startersEntry(records, read, about);
    if (entry === undefined) return false;
    const last = records.at(-1);
    try {
      await store.ledger.append(redactTexts(entry, secrets), { seq: last?.seq ?? 0, hash: last?.hash ?? '0'.repeat(64) });
      return true;
    } catch (thrown) {
      // Somebody else entered something meanwhile, perhaps just this.
      if ((thrown as { readonly code?: unknown }).code !== 'ledger.moved' || tried === TRIES) throw thrown;
    }
  }
}

/**
 * The entry that a reader of the ledger lacks, if any. Pure. What could not be read may become clear, and is none; before a soak has begun, and after somebody went back on purpose, red is
 * no news.
 */
export function startersEntry(
  records: readonly LedgerRecord[],
  { status, text, starters }: Starters,
  { scenario, world, at }: About,
): StartersEntry | undefined {
  if (status === 'inconclusive') return undefined;
  let known: string | undefined;
  for (const { entry } of records) {
    if (!('scenario' in entry) || entry.scenario !== scenario || entry.world !== world) continue;
    if (beginsAnew(entry)) known = entry.type === 'cutover' && entry.step === 'done' ? 'pass' : undefined;
    // Of a red one, which red it was stands in the fire's own record.
    if (entry.type === 'soak') known = entry.starters === 'fail' ? 'fail' : entry.starters === 'pass' ? 'pass' : known;
    if (entry.type === 'starters') known = entry.status === 'pass' ? 'pass' : canonicalJson(entry.starters);
  }
  const states = starters.map(({ side, what, state }) => ({ side, what, state }));
  const news =
    status === 'pass' ? known !== undefined && known !== 'pass' : known !== undefined && known !== 'fail' && known !== canonicalJson(states);
  return news ? { type: 'starters', at, scenario, world, status, text, starters: states } : undefined;
}
