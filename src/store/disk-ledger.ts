import { open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Context } from '../model/context.ts';
import type { Ledger, LedgerEntry, LedgerHead } from '../model/ledger.ts';
import { syncFolder } from '../runtime/atomic-file.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { takeLock } from './file-lock.ts';
import { followChain, type LedgerChain, nextRecord } from './ledger-chain.ts';
import { ledgerDamaged, ledgerMoved } from './ledger-error.ts';
import { makeQueue } from './make-queue.ts';
import { saveTornRest } from './save-torn-rest.ts';
import { splitLines } from './split-lines.ts';
import { absentOrFault, storeFault } from './store-fault.ts';

/** 30 s: an append holds the lock for milliseconds, so more than this means that something hangs. */
const RETRIES = 1500;

/**
 * The ledger in `file` (one canonical JSON record a line, mode 0600), guarded against other writers by the lock file `lockFile`.
 * A record whose writing was interrupted is never part of it: `read` leaves it out, `verify` reports it, the next `append` moves it aside.
 */
export function makeDiskLedger(file: string, lockFile: string, x: Pick<Context, 'clock' | 'ids' | 'log'>): Ledger {
  const queue = makeQueue();
  const load = async (): Promise<LedgerChain & { torn: Buffer | undefined; wholeBytes: number }> => {
    const { lines, torn, wholeBytes } = splitLines((await readFile(file).catch(absentOrFault(file))) ?? Buffer.alloc(0));
    return { ...followChain(lines), torn, wholeBytes };
  };
  const append = async (entry: LedgerEntry, expectedHead?: LedgerHead): Promise<LedgerHead> => {
    const lock = await takeLock(lockFile, { purpose: `append to ${file}`, retries: RETRIES }, x);
    try {
      const { head, problem, torn, wholeBytes } = await load();
      if (problem !== undefined) throw ledgerDamaged(file, problem);
      if (expectedHead !== undefined && expectedHead.hash !== head.hash) throw ledgerMoved(file, expectedHead, head);
      if (torn !== undefined) await cutTornRest(file, torn, wholeBytes, x);
      const record = nextRecord(head, entry);
      await appendLine(file, canonicalJson(record));
      return { seq: record.seq, hash: record.hash };
    } finally {
      await lock.release();
    }
  };
  return {
    append: (entry, expectedHead) => queue(() => append(entry, expectedHead)),
    async *read() {
      const { records, problem } = await load();
      if (problem !== undefined) throw ledgerDamaged(file, problem);
      yield* records;
    },
    async verify() {
      const { records, head, problem, torn } = await load();
      const found = problem ?? (torn === undefined ? undefined : tornProblem(records.length + 1));
      return {
        ok: found === undefined,
        count: records.length,
        head,
        ...(found === undefined ? {} : { problem: found }),
        ...(problem === undefined && torn !== undefined ? { torn: true } : {}),
      };
    },
  };
}

async function appendLine(file: string, line: string): Promise<void> {
  try {
    const handle = await open(file, 'a', 0o600);
    try {
      await handle.appendFile(`${line}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(dirname(file));
  } catch (cause) {
    storeFault(file)(cause);
  }
}

/** Saves first, cuts second: nothing that was in the ledger is ever lost. */
async function cutTornRest(file: string, torn: Buffer, wholeBytes: number, x: Pick<Context, 'log'>): Promise<void> {
  const aside = await saveTornRest(file, torn).catch(storeFault(file));
  await truncate(file, wholeBytes).catch(storeFault(file));
  x.log.warn({ file, aside, bytes: torn.length }, 'the ledger ended in an unfinished record (its writer died); it was moved aside');
}

function tornProblem(line: number): string {
  return `line ${line}: unfinished, its writer died; the next append moves it aside`;
}
