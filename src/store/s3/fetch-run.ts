import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Ids } from '../../model/context.ts';
import { TwinrunError } from '../../model/error.ts';
import type { ListedObject, ObjectStore } from '../../model/object-store.ts';
import type { SealedRun } from '../../model/store.ts';
import { mapBounded } from '../../runtime/map-bounded.ts';
import { assertIntact, openSealed } from '../open-sealed.ts';
import { staysInside } from '../parse-seal.ts';
import { finalFolder, isDerived, SEAL_FILE, TOMBSTONE_FILE } from '../run-folder.ts';
import { absentOrFault, storeFault } from '../store-fault.ts';
import { type Keys, OPEN_FILE } from './keys.ts';

const FILES_AT_ONCE = 8;

interface Remote {
  readonly path: string;
  readonly key: string;
}

/**
 * Brings a sealed run into the folder `cache` and verifies every file of it against its seal; undefined where the store has none. What is
 * there already and still as it was sealed is not fetched again, except what is derived. Throws `evidence.damaged` (fault), naming each file.
 */
export async function fetchRun(
  objects: ObjectStore,
  keys: Keys,
  cache: string,
  place: { readonly scenario: string; readonly id: string },
  x: { readonly ids: Ids },
): Promise<SealedRun | undefined> {
  const { scenario, id } = place;
  const prefix = keys.run(scenario, id);
  const address = `${objects.address}/${prefix.slice(0, -1)}`;
  const listed = (await objects.list(prefix)).map((object) => remoteOf(object, prefix, address)).filter(({ path }) => path !== OPEN_FILE);
  if (!listed.some(({ path }) => path === SEAL_FILE)) return undefined;
  const target = finalFolder(cache, scenario, id);
  if (!(await isCurrent(objects, prefix, target))) {
    const aside = join(cache, '.fetching', x.ids.unique(), scenario, id);
    try {
      await receive(objects, listed, aside);
      await verified(aside, place, address);
      await rm(target, { recursive: true, force: true });
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await rename(aside, target).catch(async (thrown: unknown) => {
        // Another process fetched it at the same time.
        if (!(await isCurrent(objects, prefix, target))) storeFault(target)(thrown);
      });
    } finally {
      await rm(dirname(dirname(aside)), { recursive: true, force: true });
    }
  } else await receiveUnsealed(objects, listed, target);
  return await verified(target, place, address);
}

async function verified(folder: string, { scenario, id }: { readonly scenario: string; readonly id: string }, address: string): Promise<SealedRun> {
  const run = await openSealed(folder);
  assertIntact({ ...run, folder: address });
  if (run.id !== id || run.scenario !== scenario) throw otherRun(address, id, `${run.id} of ${run.scenario}`);
  // What was removed from the store is not kept by those who fetched it before.
  for (const { path } of run.tombstone?.files ?? []) await rm(join(folder, path), { force: true });
  return { id, scenario, folder, seal: run.seal, sealHash: run.sealHash };
}

/** Whether the cache holds this very seal, and the evidence is as it says. */
async function isCurrent(objects: ObjectStore, prefix: string, target: string): Promise<boolean> {
  const file = join(target, SEAL_FILE);
  const cached = await readFile(file).catch(absentOrFault(file));
  if (cached === undefined || (await objects.get(`${prefix}${SEAL_FILE}`))?.data.equals(cached) !== true) return false;
  const run = await openSealed(target);
  return run.damage.every(({ path, kind }) => kind === 'seal' && path === SEAL_FILE);
}

async function receive(objects: ObjectStore, listed: readonly Remote[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(storeFault(folder));
  await mapBounded(listed, FILES_AT_ONCE, async ({ path, key }) => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch(storeFault(file));
    await objects.receiveFile(key, file);
  });
}

/** Verdict, reports and tombstone: they change without the seal. */
async function receiveUnsealed(objects: ObjectStore, listed: readonly Remote[], folder: string): Promise<void> {
  const isUnsealed = (path: string) => isDerived(path) || path === TOMBSTONE_FILE;
  for (const name of (await readdir(folder)).filter(isUnsealed)) await rm(join(folder, name), { force: true });
  for (const { path, key } of listed.filter((one) => isUnsealed(one.path))) await objects.receiveFile(key, join(folder, path));
}

/** Names in a bucket are anything; a file is written only below the run's own folder. */
function remoteOf({ key }: ListedObject, prefix: string, address: string): Remote {
  const path = key.slice(prefix.length);
  if (staysInside(path)) return { path, key };
  throw new TwinrunError({
    code: 'evidence.damaged',
    class: 'fault',
    message: 'an object beside the run has a name that no file of a run has',
    expected: 'names without empty parts, `.` and `..`',
    received: JSON.stringify(path),
    at: { file: `${address}/${path}` },
    fix: 'Find out who wrote it, and remove it. Damaged evidence proves nothing.',
  });
}

function otherRun(address: string, id: string, found: string): TwinrunError {
  return new TwinrunError({
    code: 'evidence.damaged',
    class: 'fault',
    message: `what lies under run ${id} is another run`,
    expected: `the seal of run ${id}`,
    received: `the seal of run ${found}`,
    at: { file: `${address}/${SEAL_FILE}` },
    fix: 'Find out who moved it. Damaged evidence proves nothing.',
  });
}
