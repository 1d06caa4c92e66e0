import { chmod, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TwinrunError } from '../model/error.ts';
import type { Seal } from '../model/run.ts';
import { syncFolder, writeFileAtomic } from '../runtime/atomic-file.ts';
import { hashFile, sha256 } from '../runtime/hash.ts';
import { isDerived, SEAL_FILE } from './run-folder.ts';
import { storeFault } from './store-fault.ts';
import { type WalkedEntry, walkEvidence } from './walk-evidence.ts';

/**
 * Seals the run in `partial` and moves it to `final`: every file of the evidence is made read-only (0400), synced and hashed, then `seal.json`
 * is written and the folder renamed, so that a folder with its final name is always complete. Throws `evidence.not-a-file` (fault) when
 * something else than files and folders lies in it.
 */
export async function sealFolder(partial: string, final: string, run: string, sealedAt: string): Promise<{ seal: Seal; sealHash: string }> {
  const entries = await walkEvidence(partial);
  const files: Seal['files'][number][] = [];
  for (const entry of entries) {
    if (entry.kind === 'folder' || isDerived(entry.path)) continue;
    files.push({ path: entry.path, ...(await sealFile(partial, entry)) });
  }
  const seal: Seal = { schema: 'twinrun.seal/1', run, sealedAt, files };
  const text = `${JSON.stringify(seal, null, 2)}\n`;
  const sealPath = join(partial, SEAL_FILE);
  try {
    for (const entry of entries) if (entry.kind === 'folder') await syncFolder(join(partial, entry.path));
    await writeFileAtomic(sealPath, text);
    await chmod(sealPath, 0o400);
    await rename(partial, final);
    await syncFolder(dirname(final));
  } catch (cause) {
    storeFault(final)(cause);
  }
  return { seal, sealHash: sha256(text) };
}

async function sealFile(folder: string, entry: WalkedEntry): Promise<{ size: number; sha256: string }> {
  const path = join(folder, entry.path);
  if (entry.kind !== 'file') throw notAFile(path, entry.kind);
  try {
    await chmod(path, 0o400);
    const file = await open(path, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    return await hashFile(path);
  } catch (cause) {
    return storeFault(path)(cause);
  }
}

function notAFile(path: string, kind: string): TwinrunError {
  return new TwinrunError({
    code: 'evidence.not-a-file',
    class: 'fault',
    message: 'the evidence holds something that cannot be sealed',
    expected: 'files and folders only',
    received: kind === 'symlink' ? 'a symbolic link' : 'a pipe, socket or device',
    at: { file: path },
    fix: 'Find out what put it there: a collector stores the content of a link, never the link.',
  });
}
