import type { Outside } from '../experiment/rehearsal.ts';
import type { Document, Text } from '../model/document.ts';
import { TwinrunError } from '../model/error.ts';
import type { OverrideEntry } from '../model/ledger.ts';
import type { Store } from '../model/store.ts';
import type { Workspace } from '../scenario/workspace.ts';
import { openOverrides } from '../store/open-overrides.ts';
import { readLedger } from '../store/read-ledger.ts';
import type { GlobalOptions } from './command.ts';
import { describeOverride } from './override.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import type { Shell } from './shell.ts';
import { withStore } from './with-store.ts';

/** The overrides that live; or why it is not known, for a ledger that cannot be read must hide nothing else. `usual`: nothing is wrong with it. */
export type LivingOverrides = readonly OverrideEntry[] | { readonly unknown: string; readonly usual?: true };

export async function livingOverrides(store: Store, { clock }: Pick<Shell, 'clock'>): Promise<LivingOverrides> {
  try {
    return openOverrides(await readLedger(store), clock.now());
  } catch (thrown) {
    if (!(thrown instanceof TwinrunError)) throw thrown;
    return { unknown: `${thrown.message}: ${thrown.received ?? ''}` };
  }
}

/** Of the store of a workspace. One that cannot be opened keeps nobody from seeing the rest. */
export async function overridesHere(workspace: Workspace, outside: Outside, shell: Pick<Shell, 'clock'>): Promise<LivingOverrides> {
  try {
    return await withStore(workspace, outside, (store) => livingOverrides(store, shell));
  } catch (thrown) {
    if (!(thrown instanceof TwinrunError)) throw thrown;
    return { unknown: thrown.message };
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

/** One line each, red; that a copy knows none is no alarm. */
export function overrideLines(overrides: LivingOverrides): readonly Text[] {
  if (!('unknown' in overrides)) return overrides.map(describeOverride);
  return [{ text: `Whether an override is open is not known: ${overrides.unknown}`, tone: overrides.usual === true ? 'warning' : 'fail' }];
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
  printMarked({ document, json }, await livingOverrides(store, shell), options, shell);
}

/** As `printReport`, with overrides that are known by now. */
export function printMarked(
  { document, json }: { readonly document: Document; readonly json: object },
  overrides: LivingOverrides,
  options: GlobalOptions,
  shell: Shell,
): void {
  if (options.json) printJson({ ...json, ...overridesJson(overrides) }, shell);
  else printDocument(markOverrides(document, overrides), shell, options.color);
}
