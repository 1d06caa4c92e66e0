import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../model/ledger.ts';
import type { RunHead } from '../model/run.ts';
import type { SealedRun, Store } from '../model/store.ts';
import { systemClock } from '../runtime/clock.ts';
import { assertIntact, openSealed } from '../store/open-sealed.ts';
import { planPrune, pruneRun } from '../store/prune-run.ts';
import { STORE_CONTEXT } from './store-parts.ts';

const x = STORE_CONTEXT;

/** A store that is empty, and the same store as another machine would open it. */
export interface StoreUnderTest {
  readonly here: Store;
  readonly there: Store;
}

export const CSV = 'takes/legacy-1/artifacts/clients/顧客 1.csv';

/** Opens a run, writes what a rehearsal writes, and gives it back unsealed. */
export async function writtenRun(store: Store, id: string, startedAt = '2026-01-01T00:00:00.000Z', scenario = 'export') {
  const run = await store.open(scenario, id, x);
  await run.journal.write({ step: 'take.legacy-1' });
  await run.writeJson('run.json', { schema: 'twinrun.run/1', id, scenario, outcome: 'completed', startedAt, world: { kind: 'real' } });
  const csv = join(run.folder, CSV);
  mkdirSync(dirname(csv), { recursive: true });
  writeFileSync(csv, 'id,name\n1,山田\n');
  return run;
}

export async function sealedRun(store: Store, id: string, startedAt?: string, scenario?: string): Promise<SealedRun> {
  return store.seal(await writtenRun(store, id, startedAt, scenario), x);
}

export function judgedAs(store: Store, run: SealedRun, status: string, seal = run.sealHash): Promise<void> {
  return store.writeDerived(run, 'verdict.json', JSON.stringify({ schema: 'twinrun.verdict/1', run: run.id, seal, status, allowed: 2 }));
}

export async function headsOf(store: Store, query: { scenario?: string; limit?: number } = {}): Promise<RunHead[]> {
  const found: RunHead[] = [];
  for await (const head of store.list(query)) found.push(head);
  return found;
}

export function entryOf(run: string): LedgerEntry {
  return { type: 'run', at: '2026-01-02T03:04:05.000Z', scenario: '顧客', run, status: 'pass', allowed: 0, world: 'real', seal: 'b'.repeat(64) };
}

/** The names of the runs in a ledger, in its order. */
export async function runsIn({ ledger }: Store): Promise<string[]> {
  const runs: string[] = [];
  for await (const { entry } of ledger.read()) if (entry.type === 'run') runs.push(entry.run);
  return runs;
}

/** What every store does, wherever it lies. */
export function describeStore(title: string, make: () => Promise<StoreUnderTest> | StoreUnderTest): void {
  describe(title, () => {
    it('seals a run that any machine can fetch, whole and as it was', async () => {
      const { here, there } = await make();
      const run = await sealedRun(here, 'one');
      assertIntact(await openSealed(run.folder));
      const fetched = await there.fetch('export', 'one');
      expect({ ...fetched, folder: '' }).toEqual({ ...run, folder: '' });
      expect(fetched.seal.files.map(({ path }) => path)).toContain(CSV);
      assertIntact(await openSealed(fetched.folder));
    });

    it('shows a run to nobody before it is sealed, and gives its id once', async () => {
      const { here, there } = await make();
      const run = await writtenRun(here, 'one');
      await expect(there.fetch('export', 'one')).rejects.toMatchObject({ code: 'run.not-found', exitCode: 3 });
      await expect(there.fetch('export', 'latest')).rejects.toMatchObject({ code: 'run.not-found' });
      await here.seal(run, x);
      await expect(here.seal(run, x)).rejects.toMatchObject({ code: 'run.not-open' });
      expect((await there.fetch('export', 'latest')).id).toBe('one');
    });

    it('lists the newest first, with status where the verdict cites the seal', async () => {
      const { here, there } = await make();
      const old = await sealedRun(here, '20260101T000000Z-z', '2026-01-01T00:00:00.000Z');
      const middle = await sealedRun(here, '20260102T000000Z-m', '2026-01-02T00:00:00.000Z', 'other');
      await sealedRun(here, '20260103T000000Z-a', '2026-01-03T00:00:00.000Z');
      await judgedAs(here, old, 'fail');
      await judgedAs(here, old, 'pass');
      await judgedAs(here, middle, 'pass', 'f'.repeat(64));
      for (const store of [here, there]) {
        expect((await headsOf(store)).map(({ id, status, allowed, note }) => [id.slice(-1), status, allowed, note?.id])).toEqual([
          ['a', undefined, undefined, 'run.not-judged'],
          ['m', undefined, undefined, 'run.verdict-foreign'],
          ['z', 'pass', 2, undefined],
        ]);
        expect((await headsOf(store, { scenario: 'export', limit: 1 })).map(({ id }) => id)).toEqual(['20260103T000000Z-a']);
        expect(await headsOf(store, { scenario: 'none' })).toEqual([]);
      }
      expect((await there.fetch('export', 'latest')).id).toBe('20260103T000000Z-a');
      await expect(there.fetch('../x', 'one')).rejects.toMatchObject({ code: 'run.bad-name' });
    });

    it('lets only derived files be written afterwards, again and again', async () => {
      const { here, there } = await make();
      const run = await sealedRun(here, 'one');
      await there.fetch('export', 'one');
      for (const text of ['first', 'second']) await here.writeDerived(run, 'report.md', text);
      for (const name of ['run.json', 'seal.json', '../verdict.json', 'other.txt'])
        await expect(here.writeDerived(run, name, 'x'), name).rejects.toMatchObject({ code: 'run.not-derived' });
      assertIntact(await openSealed((await there.fetch('export', 'one')).folder));
    });

    it('removes artifacts behind a tombstone, for all machines, and enters it once', async () => {
      const { here, there } = await make();
      await sealedRun(here, 'one');
      await there.fetch('export', 'one');
      const head = (await headsOf(here))[0];
      if (head === undefined) throw new Error('no run');
      const plan = await planPrune(head, here);
      if (plan === undefined) throw new Error('nothing to remove');
      await pruneRun(plan, 'test', here, systemClock);
      const left = await openSealed((await there.fetch('export', 'one')).folder);
      assertIntact(left);
      expect(left.tombstone?.files.map(({ path }) => path)).toEqual([CSV]);
      expect(await planPrune(head, there)).toBeUndefined();
    });

    it('chains the ledger for all who append, and refuses a head that is no longer the head', async () => {
      const { here, there } = await make();
      expect(await here.ledger.verify()).toEqual({ ok: true, count: 0, head: { seq: 0, hash: '0'.repeat(64) } });
      const first = await here.ledger.append(entryOf('one'));
      await there.ledger.append(entryOf('two'), first);
      await expect(here.ledger.append(entryOf('three'), first)).rejects.toMatchObject({ code: 'ledger.moved', exitCode: 4 });
      await here.ledger.append({ type: 'unlock', at: '2026-01-02T03:04:05.000Z', lock: 'l', holder: 'h', by: 'me', reason: 'r' });
      expect(await there.ledger.verify()).toMatchObject({ ok: true, count: 3 });
      expect(await runsIn(there)).toEqual(['one', 'two']);
    });

    it('loses and doubles no record of writers that append at once', async () => {
      const { here, there } = await make();
      const names = (who: string) => Array.from({ length: 8 }, (_, n) => `${who}-${n}`);
      await Promise.all([here, there].flatMap((store, index) => names(`${index}`).map((name) => store.ledger.append(entryOf(name)))));
      const runs = await runsIn(here);
      for (const who of ['0', '1']) expect(runs.filter((run) => run.startsWith(who))).toEqual(names(who));
      expect(await there.ledger.verify()).toMatchObject({ ok: true, count: 16 });
    });

    it('gives a lock to one at a time, says who has it, and lets only a person end it', async () => {
      const { here, there } = await make();
      const lock = await here.lock('scenario/../export', x);
      const refused = expect.objectContaining({ code: 'lock.held', exitCode: 4, received: expect.stringContaining(`process ${process.pid} on `) });
      for (const store of [here, there]) await expect(store.lock('scenario/../export', x)).rejects.toEqual(refused);
      await (await there.lock('other', x)).release();
      const [held] = await there.locks();
      expect(held).toMatchObject({ name: 'scenario/../export', alive: true });
      await lock.release();
      await lock.release();
      const next = await there.lock('scenario/../export', x);
      // What was released is not the next one's.
      await lock.release();
      await expect(here.unlock('scenario/../export', held?.mark ?? '', x)).rejects.toMatchObject({ code: 'lock.not-held', exitCode: 3 });
      const [now] = await here.locks();
      expect((await here.unlock('scenario/../export', now?.mark ?? '', x)).mark).toBe(now?.mark);
      const after = await here.lock('scenario/../export', x);
      await next.release();
      expect(await there.locks()).toHaveLength(1);
      await after.release();
      expect(await there.locks()).toEqual([]);
    });

    it('gives a lock that many want at once to exactly one', async () => {
      const { here, there } = await make();
      const tries = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => (n % 2 === 0 ? here : there).lock('race', x)));
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('gives the right to deliver for a fire to one alone, for ever', async () => {
      const { here, there } = await make();
      const fire = '2026-03-31T16:30:00Z';
      const first = await here.claims.take({ scenario: 'export', fire, by: 'legacy' });
      expect(first).toMatchObject({ taken: true, claim: { epoch: 0, by: 'legacy', fire } });
      for (const store of [here, there])
        expect(await store.claims.take({ scenario: 'export', fire, by: 'candidate' })).toEqual({ taken: false, claim: first.claim });
      expect(await there.claims.take({ scenario: 'export', fire: '2026-04-01T16:30:00Z', by: 'candidate' })).toMatchObject({ taken: true });
      expect(await there.claims.list('export')).toMatchObject([{ by: 'legacy' }, { by: 'candidate' }]);
      expect(await here.claims.list('other')).toEqual([]);
      expect(await headsOf(here)).toEqual([]);
    });

    it('gives a right that many want at once to exactly one', async () => {
      const { here, there } = await make();
      const fire = '2026-03-31T16:30:00Z';
      const take = (_: unknown, n: number) => (n % 2 === 0 ? here : there).claims.take({ scenario: 'export', fire, by: `side ${n}` });
      const answers = await Promise.all(Array.from({ length: 12 }, take));
      expect(answers.filter(({ taken }) => taken)).toHaveLength(1);
      expect(new Set(answers.map(({ claim }) => claim.token)).size).toBe(1);
    });

    it('gives the next epoch only to who knows the newest, once', async () => {
      const { here, there } = await make();
      const wanted = { scenario: 'export', fire: '2026-03-31T16:30:00Z', by: 'a person' };
      await expect(here.claims.take({ ...wanted, after: 0 })).rejects.toMatchObject({ code: 'claim.moved', exitCode: 4 });
      await here.claims.take(wanted);
      const tries = await Promise.allSettled([here, there].map((store) => store.claims.take({ ...wanted, after: 0, reason: 'rollback' })));
      const won = tries.filter((one) => one.status === 'fulfilled' && one.value.taken);
      expect(won).toHaveLength(1);
      await expect(there.claims.take({ ...wanted, after: 0 })).rejects.toMatchObject({ code: 'claim.moved' });
      expect(await there.claims.take({ ...wanted, after: 1 })).toMatchObject({ taken: true, claim: { epoch: 2 } });
    });

    it('seals nothing that is no file', async () => {
      const { here } = await make();
      const run = await writtenRun(here, 'one');
      symlinkSync('/etc/hostname', join(run.folder, 'log.txt'));
      await expect(here.seal(run, x)).rejects.toMatchObject({ code: 'evidence.not-a-file' });
      expect(await headsOf(here)).toMatchObject([{ id: 'one', outcome: 'interrupted' }]);
    });
  });
}
