import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Scenario } from '../model/scenario.ts';
import type { Store } from '../model/store.ts';
import type { World } from '../model/world.ts';
import { makeDiskStore } from '../store/disk-store.ts';
import { testContext } from '../testing/context.ts';
import { scenarioWith } from '../testing/stored-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { hostLocks, takeHostLocks } from './host-locks.ts';
import type { Rehearsal } from './rehearsal.ts';

const host = (address: string, port = 22) => ({ address, port, user: 'export' });
const world: World = {
  kind: 'real',
  hosts: { a: host('10.0.0.2'), b: host('10.0.0.1'), same: host('10.0.0.2'), c: host('C.local', 2222) },
  databases: {},
  aws: {},
};

let folder: string;
let store: Store;
beforeEach(() => {
  folder = join(temporaryFolder(), 'reports');
  store = makeDiskStore(folder, testContext());
});

/** A scenario whose sides start something on these hosts. */
function rehearsalOn(legacy: string, candidate: string, more: Partial<Rehearsal> = {}, kind = 'ssh'): Rehearsal {
  const side = (name: string): Scenario['sides']['legacy'] => ({
    runner: { kind, config: { host: name, command: ['x'] } },
    timeout: 1,
    environment: {},
  });
  const scenario = scenarioWith([], { sides: { legacy: side(legacy), candidate: side(candidate) } });
  return { loaded: { scenario, hash: '', files: {} }, world, store, hostWaitMs: 20_000, ...more } as Rehearsal;
}

describe('the locks of hosts', () => {
  it('are one a machine, whatever the workspace calls it, in one order', () => {
    const names = (...hosts: [string, string]) => hostLocks(rehearsalOn(...hosts)).map(({ lock }) => lock);
    expect(names('a', 'b')).toEqual(['host-10.0.0.1:22', 'host-10.0.0.2:22']);
    expect(names('b', 'a')).toEqual(names('a', 'b'));
    expect(names('a', 'same')).toEqual(['host-10.0.0.2:22']);
    expect(names('c', 'c')).toEqual(['host-c.local:2222']);
    expect(hostLocks(rehearsalOn('a', 'b', {}, 'observe'))).toEqual([]);
  });

  it('make a second scenario wait, and say for whom', async () => {
    const x = testContext();
    const first = await takeHostLocks(rehearsalOn('a', 'b'), x);
    const told: string[] = [];
    let over = false;
    const second = takeHostLocks(rehearsalOn('same', 'c', { onWait: (text) => told.push(text) }), x).then((lock) => {
      over = true;
      return lock;
    });
    await expect.poll(() => told).toHaveLength(1);
    expect({ over, told }).toEqual({
      over: false,
      told: [expect.stringContaining(`waiting for host same, where another scenario is under way: process ${process.pid}`)],
    });
    await first.release();
    await (await second).release();
    expect(await store.locks()).toEqual([]);
  });

  it('never end in two that wait for each other', async () => {
    const x = testContext();
    const work = async (one: string, other: string) => {
      for (let n = 0; n < 5; n += 1) {
        const lock = await takeHostLocks(rehearsalOn(one, other), x);
        await x.clock.sleep(1);
        await lock.release();
      }
    };
    await Promise.all([work('a', 'b'), work('b', 'a'), work('b', 'c')]);
    expect(await store.locks()).toEqual([]);
  });

  it('are waited for so long and no longer, and what was taken is given back', async () => {
    const x = testContext();
    const first = await takeHostLocks(rehearsalOn('a', 'a'), x);
    await expect(takeHostLocks(rehearsalOn('a', 'b', { hostWaitMs: 250 }), x)).rejects.toMatchObject({
      code: 'host.busy',
      exitCode: 4,
      message: expect.stringContaining('host a'),
      received: expect.stringContaining(`process ${process.pid}`),
    });
    expect((await store.locks()).map(({ name }) => name)).toEqual(['host-10.0.0.2:22']);
    await first.release();
  });

  it('are not waited for by a rehearsal that is cancelled', async () => {
    const first = await takeHostLocks(rehearsalOn('a', 'a'), testContext());
    const x = testContext();
    const waiting = takeHostLocks(rehearsalOn('a', 'a'), x);
    setTimeout(x.abort, 50);
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled', exitCode: 130 });
    await first.release();
  });
});
