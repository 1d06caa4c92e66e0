import { readdir } from 'node:fs/promises';
import { TwinrunError } from '../model/error.ts';
import { readJsonOf } from '../runtime/read-json-of.ts';

/** A JSON file that a rollback or a cutover keeps; undefined where it is absent. Throws `rollback.damaged` (fault), and what the file system throws. */
export function readKept<T extends { readonly schema: string }>(file: string, schema: T['schema']): Promise<T | undefined> {
  return readJsonOf<T>(
    file,
    schema,
    () =>
      new TwinrunError({
        code: 'rollback.damaged',
        message: 'a file of an earlier rollback or cutover cannot be read',
        expected: `JSON of ${schema}`,
        at: { file },
        fix: 'Look at its journal.jsonl for what was done; put the file back, or move the folder away.',
      }),
  );
}

/** What a folder of rollbacks or cutovers holds, the newest first; nothing where it is absent. Throws what the file system throws where it cannot be read. */
export async function keptIds(room: string): Promise<readonly string[]> {
  const ids = await readdir(room).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return ids.sort().reverse();
}
