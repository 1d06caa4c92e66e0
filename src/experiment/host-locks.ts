import { asTwinrunError, TwinrunError } from '../model/error.ts';
import type { Lock } from '../model/store.ts';
import { referencesOf } from '../scenario/references.ts';
import { type Outside, type Rehearsal, sidesOf } from './rehearsal.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const REMIND_MS = 60_000;

/** What it needs of a rehearsal, or of the drill of a playbook. */
type HostWait = Pick<Rehearsal, 'loaded' | 'world' | 'store' | 'hostWaitMs' | 'onWait' | 'soak'>;

interface HostLock {
  /** As the workspace names it. */
  readonly host: string;
  readonly lock: string;
}

/**
 * Takes a lock of the store for each host that this rehearsal starts something on, waiting for other scenarios there: two batches at once would be
 * in each other's way, and neither would be what it is at night. By address, because workspaces name hosts as they like. Always in the same order,
 * so that nobody waits for somebody who waits for him. Throws `host.busy` (fault) when the wait is over, `cancelled`.
 */
export async function takeHostLocks(rehearsal: HostWait, outside: Outside): Promise<Lock> {
  const taken: Lock[] = [];
  const release = async () => {
    for (const lock of taken.reverse()) await lock.release();
  };
  try {
    for (const wanted of hostLocks(rehearsal)) taken.push(await waitFor(wanted, rehearsal, outside));
  } catch (thrown) {
    await release();
    throw thrown;
  }
  return { release };
}

/** One for each machine, sorted; an observed side starts nothing. */
export function hostLocks({ loaded: { scenario }, world, soak }: Pick<Rehearsal, 'loaded' | 'world' | 'soak'>): readonly HostLock[] {
  const locks = new Map<string, HostLock>();
  for (const { runner } of sidesOf(soak === undefined ? {} : { soak }).map((side) => scenario.sides[side])) {
    if (runner.kind === 'observe') continue;
    for (const { kind, name: host } of referencesOf(runner.config)) {
      const address = kind === 'host' && Object.hasOwn(world.hosts, host) ? world.hosts[host] : undefined;
      if (address === undefined) continue;
      const lock = `host-${address.address.toLowerCase()}:${address.port}`;
      locks.set(lock, { host, lock });
    }
  }
  return [...locks.values()].sort((a, b) => (a.lock < b.lock ? -1 : 1));
}

async function waitFor({ host, lock }: HostLock, { store, hostWaitMs, onWait }: HostWait, outside: Outside): Promise<Lock> {
  const { clock, signal } = outside;
  const began = clock.monotonic();
  let told: number | undefined;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await store.lock(lock, outside);
    } catch (thrown) {
      const held = asTwinrunError(thrown);
      if (held.code !== 'lock.held') throw thrown;
      const waited = clock.monotonic() - began;
      if (waited >= hostWaitMs) throw busy(host, hostWaitMs, held);
      if (told === undefined || waited - told >= REMIND_MS) {
        onWait?.(`waiting for host ${host}, where another scenario is under way: ${held.received ?? 'not known whose'}`);
        told = waited;
      }
      await clock.sleep(Math.min(pause, hostWaitMs - waited), signal);
      if (signal.aborted) throw cancelled(host);
    }
  }
}

function cancelled(host: string): TwinrunError {
  return new TwinrunError({
    code: 'cancelled',
    class: 'cancelled',
    message: `cancelled while waiting for host ${host}; nothing was started`,
    fix: 'Run again when ready.',
  });
}

function busy(host: string, waitedMs: number, held: TwinrunError): TwinrunError {
  return new TwinrunError({
    code: 'host.busy',
    class: 'fault',
    message: `another scenario was under way on host ${host} all the time; nothing was started`,
    expected: `the host free within ${Math.round(waitedMs / 1000)} s (hostWait in twinrun.yaml)`,
    ...(held.received === undefined ? {} : { received: held.received }),
    ...(held.at === undefined ? {} : { at: held.at }),
    fix: `Rehearse again later, or raise hostWait. ${held.fix.text}`,
    cause: held,
  });
}
