import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Context } from '../../model/context.ts';
import { message } from '../../model/message.ts';
import type { ObjectStore } from '../../model/object-store.ts';
import type { RunHead } from '../../model/run.ts';
import type { SealedRun, Store } from '../../model/store.ts';
import { mapBounded } from '../../runtime/map-bounded.ts';
import { makeClaims } from '../claims/claims.ts';
import { makeDiskStore } from '../disk-store.ts';
import { newestFirst } from '../list-runs.ts';
import { thisHolder } from '../lock-holder.ts';
import { removeArtifacts } from '../remove-artifacts.ts';
import { finalFolder, partialFolder, TOMBSTONE_FILE } from '../run-folder.ts';
import { runNotFound } from '../run-not-found.ts';
import { safeName } from '../safe-name.ts';
import { storeFault } from '../store-fault.ts';
import { writeDerived } from '../write-derived.ts';
import { fetchRun } from './fetch-run.ts';
import { fileKey, keysUnder, OPEN_FILE } from './keys.ts';
import { listS3Runs } from './list-runs.ts';
import { publishRun } from './publish-run.ts';
import { makeS3Ledger } from './s3-ledger.ts';
import { endS3Lock, heldS3Locks, takeS3Lock } from './s3-lock.ts';

const DELETES_AT_ONCE = 8;

/**
 * A store below a prefix of a bucket. `folder` is this machine's: a run is written and sealed in `.staged/` there, then sent; sealed runs lie in
 * `<scenario>/<run id>/` as copies, which decide nothing. Records of the ledger are locked for `lockMs`. Throws what the disk store and the object store throw.
 */
export function makeS3Store(objects: ObjectStore, prefix: string, folder: string, x: Pick<Context, 'clock' | 'ids' | 'log'>, lockMs?: number): Store {
  const cache = resolve(folder);
  const staged = makeDiskStore(join(cache, '.staged'), x);
  const keys = keysUnder(prefix);
  const address = `${objects.address}/${keys.root}`;

  const publish = async (run: SealedRun): Promise<SealedRun> => {
    await publishRun(objects, keys, run);
    const target = finalFolder(cache, run.scenario, run.id);
    try {
      await rm(target, { recursive: true, force: true });
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await rename(run.folder, target);
    } catch (cause) {
      storeFault(target)(cause);
    }
    return { ...run, folder: target };
  };
  /** Newest first: those of this machine that the store has not whole, and all that it has. */
  const heads = async (query: { readonly scenario?: string; readonly limit?: number }): Promise<readonly RunHead[]> => {
    const mine: RunHead[] = [];
    for await (const head of staged.list(query.scenario === undefined ? {} : { scenario: query.scenario })) mine.push(asUnpublished(head));
    return newestFirst([...mine, ...(await listS3Runs(objects, keys, query, isStaged))]);
  };
  /** Interrupted, under way, or not yet whole in the store: the staged one tells more. */
  const isStaged = async ({ scenario, id }: { readonly scenario: string; readonly id: string }) => {
    const folders = [partialFolder(staged.address, scenario, id), finalFolder(staged.address, scenario, id)];
    return (await Promise.all(folders.map((one) => lstat(one).catch(() => undefined)))).some((found) => found !== undefined);
  };
  const fetch = async (scenario: string, id: string): Promise<SealedRun> => {
    const found = id === 'latest' ? await latest(scenario) : safeName(id);
    const run = found === undefined ? undefined : await fetchRun(objects, keys, cache, { scenario, id: found }, x);
    if (run === undefined) throw runNotFound(scenario, id, address);
    return run;
  };
  /** A damaged newest run must not let an older one speak for it. */
  const latest = async (scenario: string) => (await listS3Runs(objects, keys, { scenario })).find(({ left }) => left === undefined)?.id;

  return {
    address,
    async open(scenario, id, { clock }) {
      const mark = `${JSON.stringify(await thisHolder(`run ${id} of ${scenario}`, { clock, ids: x.ids }))}\n`;
      await objects.put(fileKey(keys.run(safeName(scenario), safeName(id)), OPEN_FILE), mark);
      return await staged.open(scenario, id, { clock });
    },
    resume: (scenario, id, { clock }) => staged.resume(scenario, id, { clock }),
    seal: async (run, { clock }) => publish(await staged.seal(run, { clock })),
    async complete(scenario, id) {
      const here = await lstat(finalFolder(staged.address, safeName(scenario), safeName(id))).catch(() => undefined);
      return here === undefined ? await fetch(scenario, id) : await publish(await staged.fetch(scenario, id));
    },
    async writeDerived(run, path, text) {
      await writeDerived(run, path, text);
      await objects.put(`${keys.run(run.scenario, run.id)}${path}`, text);
    },
    async removeArtifacts(run, tombstone, paths) {
      const at = keys.run(run.scenario, run.id);
      await objects.put(`${at}${TOMBSTONE_FILE}`, tombstone);
      await mapBounded(paths, DELETES_AT_ONCE, (path) => objects.remove(fileKey(at, path)));
      await removeArtifacts(run.folder, tombstone, paths);
    },
    fetch: async (scenario, id) => fetch(safeName(scenario), id),
    async *list(query) {
      const all = await heads({ ...query, ...(query.scenario === undefined ? {} : { scenario: safeName(query.scenario) }) });
      yield* all.slice(0, query.limit ?? all.length);
    },
    lock: (name, { clock, ids }) => takeS3Lock(objects, keys, name, { clock, ids }),
    locks: () => heldS3Locks(objects, keys),
    unlock: (name, mark) => endS3Lock(objects, keys, name, mark),
    ledger: makeS3Ledger(objects, keys, x, lockMs),
    claims: makeClaims(objects, keys.root, x),
  };
}

/** What lies staged is no run of the store yet, sealed or not. */
function asUnpublished({ status: _status, allowed: _allowed, ...head }: RunHead): RunHead {
  if (head.outcome === 'interrupted') return head;
  const note = message('run.not-published', 'sealed on this machine and not yet whole in the store: `rehearse --resume` there sends the rest');
  return { ...head, outcome: 'interrupted', left: 'sealed', note };
}
