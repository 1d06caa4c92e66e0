import { hostname } from 'node:os';
import type { Context } from '../../model/context.ts';
import { TwinrunError } from '../../model/error.ts';
import type { ObjectStore } from '../../model/object-store.ts';
import type { HeldLock, Lock } from '../../model/store.ts';
import { mapBounded } from '../../runtime/map-bounded.ts';
import { lockNotHeld, markOf } from '../held-locks.ts';
import { describeHolder, holderIsGone, type LockHolder, parseHolder, sharedHolderIsGone, thisHolder } from '../lock-holder.ts';
import type { Keys } from './keys.ts';

/** What stands in a lock that nobody holds. Locks are never deleted: whoever takes or leaves one replaces exactly what was read. */
const FREE = '{"schema":"twinrun.free-lock/1"}\n';

const AT_ONCE = 16;

interface Found {
  readonly etag: string;
  readonly state: LockHolder | 'free' | 'unreadable';
}

/**
 * Takes the lock `name`: by a write where nothing is, or by replacing a free one, or that of a process of this very machine which is certainly dead.
 * Throws `lock.held` (fault) with holder, time and the command that ends it.
 */
export async function takeS3Lock(objects: ObjectStore, keys: Keys, name: string, x: Pick<Context, 'clock' | 'ids'>): Promise<Lock> {
  const key = keys.lock(name);
  const mine = await thisHolder(name, x);
  const text = `${JSON.stringify(mine)}\n`;
  const lock = { release: () => release(objects, key, mine.token) };
  for (;;) {
    const found = await readLock(objects, key);
    if (found === undefined) {
      if ((await objects.putIfAbsent(key, text)) === 'written') return lock;
      continue;
    }
    const { state, etag } = found;
    // An earlier try of ours had its effect and lost its answer.
    if (isHolder(state) && state.token === mine.token) return lock;
    if (state !== 'free' && !(isHolder(state) && (await sharedHolderIsGone(state)))) throw held(`${objects.address}/${key}`, name, state);
    if ((await objects.putIfMatch(key, text, etag)) === 'written') return lock;
  }
}

/** The locks that are held, dead processes of this machine left out: whoever comes next takes those over. */
export async function heldS3Locks(objects: ObjectStore, keys: Keys): Promise<readonly HeldLock[]> {
  const listed = await objects.list(keys.locks);
  const found = await mapBounded(listed, AT_ONCE, async ({ key }) => {
    const name = decodeURIComponent(key.slice(keys.locks.length).replace(/\.json$/, ''));
    const state = (await readLock(objects, key))?.state ?? 'free';
    return state === 'free' || (isHolder(state) && (await sharedHolderIsGone(state))) ? undefined : await describe(name, state);
  });
  return found.filter((one) => one !== undefined);
}

/** Ends a holding on a person's word. Throws `lock.not-held` (misuse). */
export async function endS3Lock(objects: ObjectStore, keys: Keys, name: string, mark: string): Promise<HeldLock> {
  const key = keys.lock(name);
  const found = await readLock(objects, key);
  const lock = found === undefined || found.state === 'free' ? undefined : await describe(name, found.state);
  if (found === undefined || lock?.mark !== mark) throw lockNotHeld(name, mark, lock);
  if ((await objects.putIfMatch(key, FREE, found.etag)) === 'written') return lock;
  // Changed meanwhile, perhaps by our own first try.
  const now = await readLock(objects, key);
  if (now?.state === 'free') return lock;
  throw lockNotHeld(name, mark, now === undefined ? undefined : await describe(name, now.state as LockHolder | 'unreadable'));
}

/** Only one's own: who holds it by now is left alone. */
async function release(objects: ObjectStore, key: string, token: string): Promise<void> {
  const found = await readLock(objects, key);
  if (found !== undefined && isHolder(found.state) && found.state.token === token) await objects.putIfMatch(key, FREE, found.etag);
}

async function readLock(objects: ObjectStore, key: string): Promise<Found | undefined> {
  const object = await objects.get(key);
  if (object === undefined) return undefined;
  const text = object.data.toString('utf8');
  return { etag: object.etag, state: text === FREE ? 'free' : (parseHolder(text) ?? 'unreadable') };
}

function isHolder(state: Found['state']): state is LockHolder {
  return typeof state !== 'string';
}

async function describe(name: string, state: LockHolder | 'unreadable'): Promise<HeldLock> {
  if (state === 'unreadable') return { name, holder: 'a damaged lock', mark: 'damaged', alive: false };
  return { name, holder: describeHolder(state), mark: markOf(state.token), alive: state.host === hostname() && !(await holderIsGone(state)) };
}

function held(address: string, name: string, state: LockHolder | 'unreadable'): TwinrunError {
  const mark = state === 'unreadable' ? 'damaged' : markOf(state.token);
  return new TwinrunError({
    code: 'lock.held',
    class: 'fault',
    message: state === 'unreadable' ? `the lock ${name} is held, and cannot be read` : `another process works here: ${state.purpose}`,
    expected: 'no other process at the same work',
    received: state === 'unreadable' ? 'a damaged lock' : describeHolder(state),
    at: { file: address },
    fix: `Wait until that process has ended, or end it. If it certainly no longer lives: twinrun unlock ${name} --holder ${mark} --reason "<why it cannot be alive>"`,
  });
}
