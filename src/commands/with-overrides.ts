import type { Document, Text } from '../model/document.ts';
import { TwinrunError } from '../model/error.ts';
import type { Store } from '../model/store.ts';
import { openOverrides } from '../store/open-overrides.ts';
import { readLedger } from '../store/read-ledger.ts';
import { describeOverride } from './override.ts';
import type { Shell } from './shell.ts';

/** The document with the overrides that live, red, before all else. A ledger that cannot be read is said there and hides nothing else. */
export async function withOverrides(document: Document, store: Store, { clock }: Pick<Shell, 'clock'>): Promise<Document> {
  const items = await openLines(store, clock.now());
  return items.length === 0 ? document : { ...document, blocks: [{ kind: 'list', items }, ...document.blocks] };
}

async function openLines(store: Store, now: Date): Promise<readonly Text[]> {
  try {
    return openOverrides(await readLedger(store), now).map(describeOverride);
  } catch (thrown) {
    if (!(thrown instanceof TwinrunError)) throw thrown;
    return [{ text: `Whether an override is open is not known: ${thrown.message}: ${thrown.received ?? ''}`, tone: 'fail' }];
  }
}
