import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Context } from '../../model/context.ts';
import { syncFolder } from '../../runtime/atomic-file.ts';
import { absentOrFault, fileErrorCode, storeFault } from '../store-fault.ts';
import type { ClaimFiles } from './claims.ts';

/** A folder in which each text is written once, whole, and is on disk before it counts. Files have mode 0600. */
export function claimFolder(root: string, x: Pick<Context, 'ids'>): ClaimFiles {
  const address = resolve(root);
  return {
    address,
    async putIfAbsent(key, text) {
      const file = join(address, key);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch(storeFault(file));
      const aside = `${file}.${x.ids.unique()}.tmp`;
      try {
        const handle = await open(aside, 'wx', 0o600);
        await handle
          .writeFile(text)
          .then(() => handle.sync())
          .finally(() => handle.close());
        await link(aside, file);
        await syncFolder(dirname(file));
        return 'written';
      } catch (thrown) {
        if (fileErrorCode(thrown) === 'EEXIST') return 'exists';
        return storeFault(file)(thrown);
      } finally {
        await rm(aside, { force: true });
      }
    },
    async get(key) {
      const file = join(address, key);
      const data = await readFile(file).catch(absentOrFault(file));
      return data === undefined ? undefined : { data, etag: '' };
    },
    async list(prefix) {
      const folder = join(address, prefix);
      const found = (await readdir(folder, { recursive: true, withFileTypes: true }).catch(absentOrFault(folder))) ?? [];
      return found.filter((one) => one.isFile()).map((one) => ({ key: join(one.parentPath, one.name).slice(address.length + 1), size: 0, etag: '' }));
    },
  };
}
