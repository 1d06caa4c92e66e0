import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import type { Lock } from '../model/store.ts';
import { describeHolder, holderIsGone, type LockHolder, parseHolder, thisHolder } from './lock-holder.ts';
import { absentOrFault, fileErrorCode, storeFault } from './store-fault.ts';

const PAUSE_MS = 20;

export interface LockRequest {
  /** What the lock is for, in words: shown to whoever finds it held. */
  readonly purpose: string;
  /** How often to try again, 20 ms apart, while a living process holds it. */
  readonly retries: number;
}

/**
 * Takes the lock file `path`. A lock whose process no longer lives on this host is taken over. Throws `lock.held` (fault) with holder and time.
 * The file appears whole (written aside, then linked), so no reader ever sees half of it.
 */
export async function takeLock(path: string, request: LockRequest, x: Pick<Context, 'clock' | 'ids'>): Promise<Lock> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(storeFault(path));
  const mine = await thisHolder(request.purpose, x);
  for (let attempt = 0; ; attempt += 1) {
    if (await create(path, mine)) return { release: () => release(path, mine.token) };
    const other = await readHolder(path);
    if (other === undefined) continue;
    if (other !== 'unreadable' && (await holderIsGone(other))) await removeStale(path, other, x);
    else if (attempt >= request.retries) throw held(path, other);
    else await x.clock.sleep(PAUSE_MS);
  }
}

/** Whether a living process holds the lock (one of another host counts as living). */
export async function lockIsLive(path: string): Promise<boolean> {
  const holder = await readHolder(path);
  return holder !== undefined && (holder === 'unreadable' || !(await holderIsGone(holder)));
}

async function create(path: string, holder: LockHolder): Promise<boolean> {
  const aside = `${path}.${holder.token}.tmp`;
  try {
    const file = await open(aside, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(holder)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(aside, path);
    return true;
  } catch (thrown) {
    if (fileErrorCode(thrown) === 'EEXIST') return false;
    return storeFault(path)(thrown);
  } finally {
    await rm(aside, { force: true });
  }
}

/**
 * Two takers must not both remove "the stale lock", for the second would remove the first one's new lock. So the removal of each
 * generation of a lock (its token) is itself done under a lock, and the token is read again inside.
 */
async function removeStale(path: string, stale: LockHolder, x: Pick<Context, 'clock' | 'ids'>): Promise<void> {
  const guard = await takeLock(`${path}.${stale.token.slice(0, 12)}`, { purpose: `take over ${stale.purpose}`, retries: 500 }, x);
  try {
    const now = await readHolder(path);
    if (now !== undefined && now !== 'unreadable' && now.token === stale.token) await rm(path, { force: true });
  } finally {
    await guard.release();
  }
}

async function release(path: string, token: string): Promise<void> {
  const holder = await readHolder(path);
  if (holder !== undefined && holder !== 'unreadable' && holder.token === token) await rm(path, { force: true });
}

async function readHolder(path: string): Promise<LockHolder | 'unreadable' | undefined> {
  const text = await readFile(path, 'utf8').catch(absentOrFault(path));
  return text === undefined ? undefined : (parseHolder(text) ?? 'unreadable');
}

function held(path: string, holder: LockHolder | 'unreadable'): TwinrunError {
  return new TwinrunError({
    code: 'lock.held',
    class: 'fault',
    message: holder === 'unreadable' ? 'a lock is held, and its file cannot be read' : `another process works here: ${holder.purpose}`,
    expected: 'no other process at the same work',
    received: holder === 'unreadable' ? 'a damaged lock file' : describeHolder(holder),
    at: { file: path },
    fix: `Wait until that process has ended, or end it. If it certainly no longer lives, remove ${path}.`,
  });
}
