import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { hashFile, sha256 } from '../runtime/hash.ts';

/** sha256 over the relative path, mode and content of every file below a folder. */
export async function folderHash(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const lines: [string, number, string][] = [];
  for (const file of files.sort()) lines.push([file.slice(folder.length), (await lstat(file)).mode & 0o777, (await hashFile(file)).sha256]);
  return sha256(canonicalJson(lines));
}
