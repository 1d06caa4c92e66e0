import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import type { OpenRun, SealedRun, Store } from '../model/store.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { sha256 } from '../runtime/hash.ts';
import { makeDiskLedger } from './disk-ledger.ts';
import { takeLock } from './file-lock.ts';
import { listRuns } from './list-runs.ts';
import { openRun, type RunUnderWay, resumeRun } from './open-run.ts';
import { parseSeal } from './parse-seal.ts';
import { finalFolder, isDerived, partialId, SEAL_FILE } from './run-folder.ts';
import { safeName } from './safe-name.ts';
import { sealFolder } from './seal-folder.ts';
import { absentOrFault, storeFault } from './store-fault.ts';

/**
 * A store in a folder: runs in `<scenario>/<run id>/`, the ledger in `ledger.jsonl`, locks in `.locks/`. Folders are made with mode 0700, files with
 * 0600: they hold production data. Throws `store.unusable` (fault) when the file system refuses.
 */
export function makeDiskStore(folder: string, x: Pick<Context, 'clock' | 'ids' | 'log'>): Store {
  const root = resolve(folder);
  const locks = join(root, '.locks');
  const underWay = new Map<OpenRun, RunUnderWay>();
  return {
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
    fetch: (scenario, id) => fetchRun(root, safeName(scenario), id),
    async *list({ scenario, limit }) {
      const heads = await listRuns(root, scenario === undefined ? undefined : safeName(scenario));
      yield* heads.slice(0, limit ?? heads.length);
    },
    lock: (name, { clock, ids }) => takeLock(join(locks, `named.${encodeURIComponent(name)}.lock`), { purpose: name, retries: 0 }, { clock, ids }),
    ledger: makeDiskLedger(join(root, 'ledger.jsonl'), join(locks, 'ledger.lock'), x),
  };
}

async function writeDerived(run: SealedRun, path: string, text: string): Promise<void> {
  if (!isDerived(path)) {
    throw new TwinrunError({
      code: 'run.not-derived',
      class: 'fault',
      message: 'only files that are made from the evidence may be written into a sealed run',
      expected: 'verdict.json, differences.jsonl, report.<format> or junit.xml',
      received: JSON.stringify(path),
      at: { file: run.folder },
      fix: 'Write other files elsewhere.',
    });
  }
  const file = join(run.folder, path);
  await writeFileAtomic(file, text).catch(storeFault(file));
}

async function fetchRun(root: string, scenario: string, id: string): Promise<SealedRun> {
  const found = id === 'latest' ? await latestSealed(root, scenario) : safeName(id);
  const folder = finalFolder(root, scenario, found ?? id);
  const data = found === undefined ? undefined : await readFile(join(folder, SEAL_FILE)).catch(absentOrFault(folder));
  if (data === undefined) throw notFound(scenario, id, root);
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

function notFound(scenario: string, id: string, root: string): TwinrunError {
  return new TwinrunError({
    code: 'run.not-found',
    class: 'misuse',
    message: id === 'latest' ? `no sealed run of ${scenario}` : `no sealed run ${id} of ${scenario}`,
    at: { file: root },
    fix: '`twinrun runs` lists all runs, also those that were interrupted.',
  });
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
