import type { Document, Text } from '../model/document.ts';
import { TwinrunError } from '../model/error.ts';
import type { OverrideEntry } from '../model/ledger.ts';
import type { Store } from '../model/store.ts';
import { openOverrides } from '../store/open-overrides.ts';
import { readLedger } from '../store/read-ledger.ts';
import type { GlobalOptions } from './command.ts';
import { describeOverride } from './override.ts';
import { printDocument, printJson } from './print.ts';
import type { Shell } from './shell.ts';

/** The overrides that live; or why it is not known, for a ledger that cannot be read must hide nothing else. */
export type LivingOverrides = readonly OverrideEntry[] | { readonly unknown: string };

export async function livingOverrides(store: Store, { clock }: Pick<Shell, 'clock'>): Promise<LivingOverrides> {
  try {
    return openOverrides(await readLedger(store), clock.now());
  } catch (thrown) {
    if (!(thrown instanceof TwinrunError)) throw thrown;
    return { unknown: `${thrown.message}: ${thrown.received ?? ''}` };
  }
}

/** The document with the overrides of a store that live. */
export async function withOverrides(document: Document, store: Store, shell: Pick<Shell, 'clock'>): Promise<Document> {
  return markOverrides(document, await livingOverrides(store, shell));
}

/** The document with these overrides, red, before all else. */
export function markOverrides(document: Document, overrides: LivingOverrides): Document {
  const items = overrideLines(overrides);
  return items.length === 0 ? document : { ...document, blocks: [{ kind: 'list', items }, ...document.blocks] };
}

/** One line each, red. */
export function overrideLines(overrides: LivingOverrides): readonly Text[] {
  if (!('unknown' in overrides)) return overrides.map(describeOverride);
  return [{ text: `Whether an override is open is not known: ${overrides.unknown}`, tone: 'fail' }];
}

/** For `--json`: `overrides` are those that live, null where that is not known; absent where none does. */
export function overridesJson(overrides: LivingOverrides): { readonly overrides?: readonly OverrideEntry[] | null } {
  if ('unknown' in overrides) return { overrides: null };
  return overrides.length === 0 ? {} : { overrides };
}

/** Prints a report as people or scripts asked for it, with the overrides that live. */
export async function printReport(
  { document, json }: { readonly document: Document; readonly json: object },
  store: Store,
  options: GlobalOptions,
  shell: Shell,
): Promise<void> {
  const overrides = await livingOverrides(store, shell);
  if (options.json) printJson({ ...json, ...overridesJson(overrides) }, shell);
  else printDocument(markOverrides(document, overrides), shell, options.color);
}
