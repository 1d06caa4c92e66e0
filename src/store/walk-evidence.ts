import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { storeFault } from './store-fault.ts';

/** One thing in a run folder. `other`: a socket, a pipe, a device. */
export interface WalkedEntry {
  /** Relative to the run folder, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'symlink' | 'other';
}

/** Everything below a folder, sorted by path. Follows no symlink. */
export async function walkEvidence(folder: string): Promise<readonly WalkedEntry[]> {
  const found: WalkedEntry[] = [];
  const visit = async (prefix: string): Promise<void> => {
    const absolute = join(folder, prefix);
    for (const entry of await readdir(absolute, { withFileTypes: true }).catch(storeFault(absolute))) {
      const path = `${prefix}${entry.name}`;
      const kind = entry.isSymbolicLink() ? 'symlink' : entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other';
      found.push({ path, kind });
      if (kind === 'folder') await visit(`${path}/`);
    }
  };
  await visit('');
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
