import type { Document } from '../model/document.ts';
import { TwinrunError } from '../model/error.ts';
import { documentToHtml } from '../reporters/html/document-to-html.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';

/** Writes the document as a page, for its owner alone (0600): it holds data. Throws `cli.html` where it cannot be written. */
export async function writeHtml(file: string, document: Document): Promise<void> {
  const page = documentToHtml(document);
  try {
    await writeFileAtomic(file, page);
  } catch (cause) {
    throw new TwinrunError({
      code: 'cli.html',
      class: 'misuse',
      message: `the page cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      at: { file },
      fix: 'Name a file in a folder that is there and that you may write to.',
      cause,
    });
  }
}
