import type { Document } from '../model/document.ts';
import { documentToHtml } from '../reporters/html/document-to-html.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { unwritable } from './unwritable.ts';

/** Writes the document as a page, for its owner alone (0600): it holds data. Throws `cli.html` where it cannot be written. */
export async function writeHtml(file: string, document: Document): Promise<void> {
  const page = documentToHtml(document);
  try {
    await writeFileAtomic(file, page);
  } catch (cause) {
    throw unwritable('cli.html', 'the page', file, cause);
  }
}
