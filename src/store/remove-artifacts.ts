import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeFileAtomic } from '../runtime/atomic-file.ts';
import { TOMBSTONE_FILE } from './run-folder.ts';
import { storeFault } from './store-fault.ts';

/** Removes artifacts of a run folder; the tombstone comes first, so that what a crash leaves is known as meant. */
export async function removeArtifacts(folder: string, tombstone: string, paths: readonly string[]): Promise<void> {
  try {
    await writeFileAtomic(join(folder, TOMBSTONE_FILE), tombstone);
    for (const path of paths) await rm(join(folder, path), { force: true });
    await syncFolder(folder);
  } catch (cause) {
    storeFault(folder)(cause);
  }
}
