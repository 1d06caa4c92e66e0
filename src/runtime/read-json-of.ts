import { readFile } from 'node:fs/promises';
import type { TwinrunError } from '../model/error.ts';

/**
 * A JSON file of ours, which is whole or absent; undefined only where it is absent. Throws `damaged` for anything else that it holds, and what
 * the file system throws where it cannot be read: what is there and unreadable is never taken for absent.
 */
export async function readJsonOf<T extends { readonly schema: string }>(
  file: string,
  schema: T['schema'],
  damaged: () => TwinrunError,
): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as T;
    if (value.schema === schema) return value;
  } catch {
    // told below
  }
  throw damaged();
}
