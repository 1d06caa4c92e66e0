import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TwinrunError } from '../../model/error.ts';
import type { ObjectStore } from '../../model/object-store.ts';
import type { SealedRun } from '../../model/store.ts';
import { mapBounded } from '../../runtime/map-bounded.ts';
import { isDerived, SEAL_FILE } from '../run-folder.ts';
import { storeFault } from '../store-fault.ts';
import { fileKey, type Keys, OPEN_FILE } from './keys.ts';

/** Of a run; one part of each is held in memory. */
const FILES_AT_ONCE = 4;

/**
 * Puts a sealed run into the store: every file first, `seal.json` last and only where none is, so that a run with a seal is complete. What an
 * earlier try has sent is not sent again. Throws `run.exists` where another run has this id, `store.upload-broke-off` where S3 cannot be reached.
 */
export async function publishRun(objects: ObjectStore, keys: Keys, run: SealedRun): Promise<void> {
  const prefix = keys.run(run.scenario, run.id);
  const seal = await readFile(join(run.folder, SEAL_FILE)).catch(storeFault(join(run.folder, SEAL_FILE)));
  try {
    const there = await objects.get(`${prefix}${SEAL_FILE}`);
    if (there === undefined) {
      await sendFiles(objects, prefix, run);
      await sendSeal(objects, `${prefix}${SEAL_FILE}`, seal, run);
    } else if (!there.data.equals(seal)) throw exists(run, objects.address);
    // Written before this died the last time: a verdict that nobody sees would be none.
    for (const name of (await readdir(run.folder)).filter(isDerived)) {
      if (!name.endsWith('.tmp')) await objects.put(`${prefix}${name}`, await readFile(join(run.folder, name), 'utf8'));
    }
    await objects.remove(`${prefix}${OPEN_FILE}`);
  } catch (cause) {
    throw brokeOff(run, cause);
  }
}

async function sendFiles(objects: ObjectStore, prefix: string, { folder, seal }: SealedRun): Promise<void> {
  const listed = new Map((await objects.list(prefix)).map(({ key, size }) => [key, size]));
  await mapBounded(seal.files, FILES_AT_ONCE, async (sealed) => {
    const key = fileKey(prefix, sealed.path);
    if (listed.get(key) === sealed.size && (await objects.holds(key, sealed))) return;
    await objects.sendFile(key, { file: join(folder, sealed.path), size: sealed.size, sha256: sealed.sha256 });
  });
}

async function sendSeal(objects: ObjectStore, key: string, seal: Buffer, run: SealedRun): Promise<void> {
  if ((await objects.putIfAbsent(key, seal.toString('utf8'))) === 'written') return;
  // The very seal: an earlier try had its effect and lost its answer.
  if ((await objects.get(key))?.data.equals(seal) !== true) throw exists(run, objects.address);
}

function exists(run: SealedRun, address: string): TwinrunError {
  return new TwinrunError({
    code: 'run.exists',
    class: 'fault',
    message: `the store has another run ${run.id} of ${run.scenario}`,
    at: { file: address },
    fix: 'Rehearse again: each run gets an id of its own. What was gathered stays in its folder.',
  });
}

function brokeOff(run: SealedRun, cause: unknown): unknown {
  if (!(cause instanceof TwinrunError) || !cause.code.startsWith('store.')) return cause;
  return new TwinrunError({
    code: 'store.upload-broke-off',
    class: cause.class,
    message: `run ${run.id} of ${run.scenario} is sealed on this machine and not yet whole in the store: ${cause.message}`,
    ...(cause.received === undefined ? {} : { received: cause.received }),
    at: { file: run.folder },
    fix: `${cause.fix.text} Then, on this machine: twinrun rehearse ${run.scenario} --resume=${run.id} (nothing is started again).`,
    cause,
  });
}
