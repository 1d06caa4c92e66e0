import type { Context } from '../model/context.ts';

/**
 * Journals that something runs now. A journal that cannot be written (a full disk) must not lose what was just started: it is followed to its
 * end all the same, and the run fails at its next step that must be on disk.
 */
export async function noteStarted(entry: Readonly<Record<string, unknown>>, x: Pick<Context, 'journal' | 'log'>): Promise<void> {
  await x.journal.write(entry).catch((error: unknown) => x.log.warn({ ...entry, error: String(error) }, 'the start could not be journalled'));
}
