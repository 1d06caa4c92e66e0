import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import type { OpenRun, SealedRun, Store } from '../model/store.ts';
import { sha256 } from '../runtime/hash.ts';
import { makeClaims } from './claims/claims.ts';
import { claimFolder } from './claims/folder-files.ts';
import { makeDiskLedger } from './disk-ledger.ts';
import { takeLock } from './file-lock.ts';
import { endLock, heldLocks, namedLock } from './held-locks.ts';
import { listRuns } from './list-runs.ts';
import { openRun, type RunUnderWay, resumeRun } from './open-run.ts';
import { parseSeal } from './parse-seal.ts';
import { removeArtifacts } from './remove-artifacts.ts';
import { finalFolder, partialId, SEAL_FILE } from './run-folder.ts';
import { runNotFound } from './run-not-found.ts';
import { safeName } from './safe-name.ts';
import { sealFolder } from './seal-folder.ts';
import { absentOrFault } from './store-fault.ts';
import { writeDerived } from './write-derived.ts';

/**
 * A store in a folder: runs in `<scenario>/<run id>/`, the ledger in `ledger.jsonl`, locks in `.locks/`. Folders are made with mode 0700, files with
 * 0600: they hold production data. Throws `store.unusable` (fault) when the file system refuses.
 */
export function makeDiskStore(folder: string, x: Pick<Context, 'clock' | 'ids' | 'log'>): Store {
  const root = resolve(folder);
  const locks = join(root, '.locks');
  const underWay = new Map<OpenRun, RunUnderWay>();
  return {
    address: root,
    async open(scenario, id, { clock }) {
      const opened = await openRun(root, scenario, id, { clock, ids: x.ids });
      underWay.set(opened.run, opened);
      return opened.run;
    },
    async resume(scenario, id, { clock }) {
      const opened = await resumeRun(root, scenario, id, { clock, ids: x.ids });
      underWay.set(opened.run, opened);
      return opened.run;
    },
    async seal(run, { clock }) {
      const opened = underWay.get(run);
      if (opened === undefined) throw notOpen(run);
      underWay.delete(run);
      try {
        await opened.journal.close();
        const final = finalFolder(root, run.scenario, run.id);
        const sealed = await sealFolder(run.folder, final, run.id, clock.now().toISOString());
        return { id: run.id, scenario: run.scenario, folder: final, ...sealed };
      } finally {
        await opened.lock.release();
      }
    },
    writeDerived: (run, path, text) => writeDerived(run, path, text),
    fetch: async (scenario, id) => fetchRun(root, safeName(scenario), id),
    complete: async (scenario, id) => fetchRun(root, safeName(scenario), id),
    removeArtifacts: (run, tombstone, paths) => removeArtifacts(run.folder, tombstone, paths),
    async *list({ scenario, limit }) {
      const heads = await listRuns(root, scenario === undefined ? undefined : safeName(scenario));
      yield* heads.slice(0, limit ?? heads.length);
    },
    lock: (name, { clock, ids }) => takeLock(namedLock(locks, name), { purpose: name, retries: 0 }, { clock, ids }),
    locks: () => heldLocks(locks),
    unlock: (name, mark) => endLock(locks, name, mark),
    ledger: makeDiskLedger(join(root, 'ledger.jsonl'), join(locks, 'ledger.lock'), x),
    claims: makeClaims(claimFolder(root, x), '_', x),
  };
}

async function fetchRun(root: string, scenario: string, id: string): Promise<SealedRun> {
  const found = id === 'latest' ? await latestSealed(root, scenario) : safeName(id);
  const folder = finalFolder(root, scenario, found ?? id);
  const data = found === undefined ? undefined : await readFile(join(folder, SEAL_FILE)).catch(absentOrFault(folder));
  if (data === undefined) throw runNotFound(scenario, id, root);
  const seal = parseSeal(data.toString('utf8'));
  if (typeof seal !== 'string') return { id: seal.run, scenario, folder, seal, sealHash: sha256(data) };
  throw new TwinrunError({
    code: 'evidence.damaged',
    class: 'fault',
    message: `the seal of run ${found} cannot be read`,
    expected: 'the seal as it was written',
    received: seal,
    at: { file: join(folder, SEAL_FILE) },
    fix: 'Put the run folder back from a copy, or run again. Damaged evidence proves nothing.',
  });
}

/** By where it lies, not by what its head says: a damaged newest run must not let an older one speak for it. */
async function latestSealed(root: string, scenario: string): Promise<string | undefined> {
  return (await listRuns(root, scenario)).find((head) => partialId(basename(head.folder)) === undefined)?.id;
}

function notOpen(run: OpenRun): TwinrunError {
  return new TwinrunError({
    code: 'run.not-open',
    class: 'fault',
    message: `run ${run.id} is not open in this store`,
    at: { file: run.folder },
    fix: 'This is a defect of Twinrun: a run is sealed once, by the store that opened it.',
  });
}
