import type { StoredRun } from '../experiment/evidence.ts';
import type { Document } from '../model/document.ts';
import type { SealedRun, Store } from '../model/store.ts';
import type { Verdict } from '../model/verdict.ts';
import { differencesToJsonl } from '../reporters/differences-to-jsonl.ts';
import { documentToMarkdown } from '../reporters/document-to-markdown.ts';
import { verdictToJunit } from '../reporters/verdict-to-junit.ts';

/** Writes what is derived from a judged run beside its evidence. */
export async function writeReports(store: Store, run: SealedRun, stored: StoredRun, verdict: Verdict, document: Document): Promise<void> {
  await store.writeDerived(run, 'differences.jsonl', differencesToJsonl(verdict));
  await store.writeDerived(run, 'report.md', documentToMarkdown(document));
  await store.writeDerived(run, 'junit.xml', verdictToJunit(verdict, stored.record));
}
