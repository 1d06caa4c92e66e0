import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { builtFile } from '../../runtime/built-file.ts';
import type { Contender } from '../contender.ts';

/** A contender that is a program of this folder's neighbour `programs`, run by this Node as it stands. */
export function ofNode(id: string, title: string, version: () => Promise<string | undefined>, flags: readonly string[] = []): Contender {
  const program = builtFile(`bench/programs/${id}.cjs`);
  return {
    id,
    title,
    version,
    invoke: (task, { legacy, candidate }) => ({ program: process.execPath, args: [...flags, program, task, legacy, candidate] }),
  };
}

/** The version of an installed package, from the package.json above its entry. */
export async function packageVersion(name: string): Promise<string | undefined> {
  let folder: string;
  try {
    folder = dirname(createRequire(import.meta.url).resolve(name));
  } catch {
    return undefined;
  }
  for (; folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
    const { name: found, version } = JSON.parse(text) as { name?: string; version?: string };
    if (found === name) return version;
  }
  return undefined;
}
