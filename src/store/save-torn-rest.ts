import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../runtime/atomic-file.ts';
import { fileErrorCode } from './store-fault.ts';

/** Writes the unfinished end of `file` to the first free `<file>.torn-<n>` (mode 0600, synced) and returns its path. */
export async function saveTornRest(file: string, torn: Uint8Array): Promise<string> {
  for (let n = 1; ; n += 1) {
    const path = `${file}.torn-${n}`;
    try {
      const handle = await open(path, 'wx', 0o600);
      try {
        await handle.writeFile(torn);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await syncFolder(dirname(path));
      return path;
    } catch (thrown) {
      if (fileErrorCode(thrown) !== 'EEXIST') throw thrown;
    }
  }
}
