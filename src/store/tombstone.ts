import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Seal } from '../model/run.ts';
import { isArtifact, TOMBSTONE_FILE } from './run-folder.ts';
import { absentOrFault } from './store-fault.ts';

const FILE = z.strictObject({ path: z.string(), size: z.int().nonnegative(), sha256: z.string() });

const TOMBSTONE = z.strictObject({
  schema: z.literal('twinrun.tombstone/1'),
  run: z.string(),
  /** ISO 8601, UTC. */
  prunedAt: z.string(),
  reason: z.string(),
  /** What was removed, as the seal has it. */
  files: z.array(FILE),
});

/** What is left of removed artifacts. `pruned.json` of a run. */
export type Tombstone = Readonly<z.infer<typeof TOMBSTONE>>;

/** Undefined where there is none, or where it is no tombstone of this run: then what is missing is damage. It may name artifacts only, and only as they were sealed. */
export async function readTombstone(folder: string, seal: Seal): Promise<Tombstone | undefined> {
  const file = join(folder, TOMBSTONE_FILE);
  const text = await readFile(file, 'utf8').catch(absentOrFault(file));
  if (text === undefined) return undefined;
  const sealed = new Map(seal.files.map((one) => [one.path, one]));
  const parsed = TOMBSTONE.safeParse(asJson(text)).data;
  if (parsed?.run !== seal.run) return undefined;
  const same = parsed.files.every(({ path, size, sha256 }) => {
    const one = sealed.get(path);
    return one !== undefined && isArtifact(path) && one.size === size && one.sha256 === sha256;
  });
  return same ? parsed : undefined;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
