import picomatch from 'picomatch';
import type { Context } from '../model/context.ts';
import { unreadableName } from './collect-problem.ts';
import type { Limits } from './limits.ts';
import { limitFiles } from './limits.ts';

/** What a folder holds. */
export interface FolderEntry {
  readonly name: string;
  /** `link`: what it leads to is not known yet. */
  readonly kind: 'folder' | 'file' | 'link' | 'other';
}

export interface Found {
  /** As it is asked for at the source. */
  readonly path: string;
  /** Relative to the folder where the pattern begins, with `/`: what both sides have in common. */
  readonly name: string;
}

/** `*`, `**`, `?`, `[a-z]` and `{a,b}`, as a shell has them; a name that begins with a dot is found only by a pattern that does. */
const OPTIONS = { nonegate: true, noextglob: true } as const;

/**
 * The files that a pattern finds, in the order of their names. Links to folders are not followed, so that there is an end. `readFolder` gives the entries of a
 * folder, nothing for one that is not there. Throws `collect.too-many`, `collect.name`, and what `readFolder` throws.
 */
export async function findFiles(
  source: string,
  pattern: string,
  readFolder: (path: string) => Promise<readonly FolderEntry[]>,
  limits: Limits,
  { signal }: Pick<Context, 'signal'>,
): Promise<readonly Found[]> {
  const { base, glob } = picomatch.scan(pattern, OPTIONS);
  if (glob === '') return [{ path: pattern, name: pattern.split('/').at(-1) ?? pattern }];
  const matches = picomatch(glob, OPTIONS);
  const depth = glob.includes('**') ? Number.POSITIVE_INFINITY : glob.split('/').length;
  const found: Found[] = [];
  const folders = [''];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    signal.throwIfAborted();
    for (const { name, kind } of await readFolder(join(base, folder) || '.')) {
      const relative = join(folder, name);
      if (kind === 'folder' && relative.split('/').length < depth) folders.push(relative);
      if (kind !== 'file' && kind !== 'link') continue;
      if (!matches(relative)) continue;
      // What a decoder writes for bytes that are no characters: no file has that name.
      if (name.includes('\ufffd')) throw unreadableName(source, relative);
      found.push({ path: join(base, relative), name: relative });
    }
    limitFiles(source, found.length, limits);
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function join(folder: string, name: string): string {
  return folder === '' || folder.endsWith('/') ? `${folder}${name}` : name === '' ? folder : `${folder}/${name}`;
}
