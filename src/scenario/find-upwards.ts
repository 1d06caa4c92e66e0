import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The nearest file of that name in the folder or one above it; absolute when the folder is. */
export async function findUpwards(folder: string, name: string): Promise<string | undefined> {
  for (let here = folder; ; here = dirname(here)) {
    const path = join(here, name);
    if ((await stat(path).catch(() => undefined)) !== undefined) return path;
    if (dirname(here) === here) return undefined;
  }
}
