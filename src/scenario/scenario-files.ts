import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { TwinrunError } from '../model/error.ts';
import { hashFile } from '../runtime/hash.ts';

/** A scenario is scripts and a few settings; a folder with more was chosen by mistake. */
const MAX_FILES = 5000;

/**
 * sha256 of every file of a scenario's folder, by path relative to it (with `/`), sorted.
 * Links are followed to files within the folder; throws `scenario.link` for others, `scenario.odd-file` for pipes and devices,
 * `scenario.too-many-files`.
 */
export async function hashScenarioFiles(folder: string): Promise<Readonly<Record<string, string>>> {
  const paths = (await filesBelow(folder, await realpath(folder))).sort();
  const hashes: Record<string, string> = {};
  for (const path of paths) hashes[relative(folder, path).split(sep).join('/')] = (await hashFile(path)).sha256;
  return hashes;
}

async function filesBelow(folder: string, root: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const kind = await lstat(path);
    if (kind.isDirectory()) found.push(...(await filesBelow(path, root)));
    else {
      await refuseOddFile(path, root, kind.isSymbolicLink());
      found.push(path);
    }
    if (found.length > MAX_FILES)
      throw refusal('scenario.too-many-files', path, `more than ${MAX_FILES} files`, 'Keep data out of the scenario folder.');
  }
  return found;
}

async function refuseOddFile(path: string, root: string, isLink: boolean): Promise<void> {
  const target = isLink ? await realpath(path).catch(() => undefined) : path;
  const inside = target !== undefined && (!isLink || target.startsWith(root + sep));
  if (!inside) throw refusal('scenario.link', path, 'a link that leads out of the folder or nowhere', 'Replace the link by the file itself.');
  if (!(await stat(target)).isFile()) throw refusal('scenario.odd-file', path, 'no regular file', 'Remove it from the scenario folder.');
}

function refusal(code: string, path: string, received: string, fix: string): TwinrunError {
  return new TwinrunError({
    code,
    class: 'misuse',
    message: 'the scenario folder holds what cannot be recorded',
    expected: 'regular files, and links to files within the folder',
    received,
    at: { file: path },
    fix,
  });
}
