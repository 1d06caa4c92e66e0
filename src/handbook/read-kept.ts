import { readFile } from 'node:fs/promises';
import { TwinrunError } from '../model/error.ts';

/** A JSON file that a rollback or a cutover keeps; undefined where it is absent. Files of ours are whole or absent: throws `rollback.damaged` (fault) for anything else. */
export async function readKept<T extends { readonly schema: string }>(file: string, schema: T['schema']): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as T;
    if (value.schema === schema) return value;
  } catch {
    // told below
  }
  throw new TwinrunError({
    code: 'rollback.damaged',
    message: 'a file of an earlier rollback or cutover cannot be read',
    expected: `JSON of ${schema}`,
    at: { file },
    fix: 'Look at its journal.jsonl for what was done; put the file back, or move the folder away.',
  });
}
