import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { TwinrunError } from '../../model/error.ts';

/**
 * Everything below a folder that is no folder itself, by its path from there with `/`. Links are named and not followed. Throws as misuse
 * `diff.folder-unreadable`.
 */
export async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory());
    return new Set(files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')));
  } catch (cause) {
    throw new TwinrunError({
      code: 'diff.folder-unreadable',
      class: 'misuse',
      message: 'the folder cannot be read',
      at: { file: folder },
      fix: 'Look at who may read it and all folders in it.',
      cause,
    });
  }
}
