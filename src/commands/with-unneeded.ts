import type { StoredRun } from '../experiment/evidence.ts';
import type { Document } from '../model/document.ts';
import { TwinrunError } from '../model/error.ts';
import type { Store } from '../model/store.ts';
import { readLedger } from '../store/read-ledger.ts';
import { describeUnneeded, unneededAllowances } from '../store/unneeded-allowances.ts';

/** Ids of a run's allowances that its last runs in the same world did not need. None where the ledger cannot be read: that is said with the overrides. */
export async function unneededIn(store: Store, { scenario, record }: Pick<StoredRun, 'scenario' | 'record'>): Promise<readonly string[]> {
  if (scenario.allowances.length === 0) return [];
  try {
    const runs = (await readLedger(store)).flatMap(({ entry }) =>
      entry.type === 'run' && entry.scenario === record.scenario && entry.world === record.world.kind ? [entry] : [],
    );
    return unneededAllowances(scenario.allowances, runs);
  } catch (thrown) {
    if (thrown instanceof TwinrunError) return [];
    throw thrown;
  }
}

/** For `--json`: absent where there are none. */
export function unneededJson(ids: readonly string[]): { readonly unneededAllowances?: readonly string[] } {
  return ids.length === 0 ? {} : { unneededAllowances: ids };
}

/** The document with a line for each, at its end: it changes no verdict. */
export function withUnneeded(document: Document, ids: readonly string[]): Document {
  if (ids.length === 0) return document;
  const items = ids.map((id) => ({ text: describeUnneeded(id), tone: 'warning' as const }));
  return { ...document, blocks: [...document.blocks, { kind: 'heading', level: 2, text: 'Allowances that nothing needs' }, { kind: 'list', items }] };
}
