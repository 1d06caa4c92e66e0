import type { Clock } from '../../model/clock.ts';
import type { Ledger, LedgerEntry, LedgerHead } from '../../model/ledger.ts';
import type { ListedObject, ObjectStore } from '../../model/object-store.ts';
import { canonicalJson } from '../../runtime/canonical-json.ts';
import { mapBounded } from '../../runtime/map-bounded.ts';
import { followChain, type LedgerChain, nextRecord } from '../ledger-chain.ts';
import { ledgerDamaged, ledgerMoved } from '../ledger-error.ts';
import { makeQueue } from '../make-queue.ts';
import type { Keys } from './keys.ts';
import { lockReport } from './ledger-lock.ts';

const AT_ONCE = 16;
/** A loser of a race loses to somebody who appended: there is always progress, and a pause keeps the races short. */
const PAUSE_MS = 15;

/**
 * The ledger as one object a record, `ledger/<number>.json`, each written only where nothing is. So no lock guards it: who loses a race reads on and
 * appends behind. With `lockMs` each record is locked for so long: then S3 shows what is removed or replaced. Every append reads all that is there by the listing (what was read before and is still the same object, is not read again).
 */
export function makeS3Ledger(objects: ObjectStore, keys: Keys, x: { readonly clock: Clock }, lockMs?: number): Ledger {
  const queue = makeQueue();
  const address = `${objects.address}/${keys.ledger}`;
  const read = new Map<string, { readonly etag: string; readonly text: string }>();

  const textOf = async ({ key, etag }: ListedObject): Promise<string> => {
    const known = read.get(key);
    if (known?.etag === etag) return known.text;
    const object = await objects.get(key);
    const text = object === undefined ? '' : new TextDecoder('utf-8', { ignoreBOM: true }).decode(object.data);
    if (object !== undefined) read.set(key, { etag: object.etag, text });
    return text;
  };
  const load = async (): Promise<LedgerChain> => {
    const listed = await objects.list(keys.ledger);
    const texts = await mapBounded(listed, AT_ONCE, textOf);
    const misplaced = listed.findIndex(({ key }, index) => key !== keys.record(index + 1));
    const unfinished = texts.findIndex((text) => !text.endsWith('\n'));
    const sound = [misplaced, unfinished].filter((index) => index >= 0).reduce((least, index) => Math.min(least, index), texts.length);
    const chain = followChain(texts.slice(0, sound).map((text) => text.slice(0, -1)));
    if (chain.problem !== undefined) return { ...chain, problem: chain.problem.replace(/^line/, 'record') };
    if (sound === texts.length) return chain;
    const what = sound === misplaced ? `lies at ${listed[sound]?.key}, where ${keys.record(sound + 1)} is due` : 'is not what the ledger writes';
    return { ...chain, problem: `record ${sound + 1}: ${what}` };
  };
  const append = async (entry: LedgerEntry, expectedHead?: LedgerHead): Promise<LedgerHead> => {
    for (;;) {
      const { head, problem } = await load();
      if (problem !== undefined) throw ledgerDamaged(address, problem);
      if (expectedHead !== undefined && expectedHead.hash !== head.hash) throw ledgerMoved(address, expectedHead, head);
      const record = nextRecord(head, entry);
      const [key, text] = [keys.record(record.seq), `${canonicalJson(record)}\n`];
      if ((await objects.putIfAbsent(key, text, ...lockOf(lockMs, x.clock))) === 'written') return { seq: record.seq, hash: record.hash };
      // The very record: an earlier try had its effect and lost its answer.
      if ((await objects.get(key))?.data.toString('utf8') === text) return { seq: record.seq, hash: record.hash };
      await x.clock.sleep(PAUSE_MS);
    }
  };
  const locked = async () => {
    const { records, problem } = await load();
    if (problem !== undefined) throw ledgerDamaged(address, problem);
    return await lockReport(objects, keys, records, x.clock.now());
  };
  return {
    ...(lockMs === undefined ? {} : { locked }),
    append: (entry, expectedHead) => queue(() => append(entry, expectedHead)),
    async *read() {
      const { records, problem } = await load();
      if (problem !== undefined) throw ledgerDamaged(address, problem);
      yield* records;
    },
    async verify() {
      const { records, head, problem } = await load();
      return { ok: problem === undefined, count: records.length, head, ...(problem === undefined ? {} : { problem }) };
    },
  };
}

function lockOf(lockMs: number | undefined, clock: Clock): [] | [Date] {
  return lockMs === undefined ? [] : [new Date(clock.now().getTime() + lockMs)];
}
