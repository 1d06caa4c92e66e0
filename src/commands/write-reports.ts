import type { StoredRun } from '../experiment/evidence.ts';
import type { Document, Text } from '../model/document.ts';
import type { SealedRun, Store } from '../model/store.ts';
import type { Verdict } from '../model/verdict.ts';
import { differencesToJsonl } from '../reporters/differences-to-jsonl.ts';
import { documentToMarkdown } from '../reporters/document-to-markdown.ts';
import { verdictToJunit } from '../reporters/verdict-to-junit.ts';

/** Writes what is derived from a judged run beside its evidence; `overrides`: those that live, a line each, for what is not made from the document. */
export async function writeReports(
  store: Store,
  run: SealedRun,
  stored: StoredRun,
  verdict: Verdict,
  document: Document,
  overrides: readonly Text[] = [],
): Promise<void> {
  await store.writeDerived(run, 'differences.jsonl', differencesToJsonl(verdict));
  await store.writeDerived(run, 'report.md', documentToMarkdown(document));
  await store.writeDerived(
    run,
    'junit.xml',
    verdictToJunit(
      verdict,
      stored.record,
      overrides.map(({ text }) => text),
    ),
  );
}
