import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { streakOf } from '../gate/streak.ts';
import type { World } from '../model/world.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { makeDiskStore } from '../store/disk-store.ts';
import { sealPass } from '../testing/seal-pass.ts';
import { STORE_CONTEXT } from '../testing/store-parts.ts';
import { scenarioWith } from '../testing/stored-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { gatherShown } from './greens.ts';

const scenario = scenarioWith([]);
const loaded = { scenario, files: {} } as LoadedScenario;
const REAL: World = { kind: 'real', hosts: {}, databases: {}, aws: {} };

it('what was shown is read from sealed runs, no further back than is asked, and counts in this world alone', async () => {
  const folder = temporaryFolder();
  const store = makeDiskStore(folder, STORE_CONTEXT);
  const ids = ['20260301T000000Z-aaaaaa', '20260302T000000Z-bbbbbb', '20260303T000000Z-cccccc'];
  for (const id of ids) await sealPass(store, scenario, id);
  const passes = async (greens: number, change: Partial<LoadedScenario> = {}, world = REAL) => {
    const shown = await gatherShown({ ...loaded, ...change }, { greens }, world, store);
    return {
      read: shown.runs.length,
      runs: streakOf(shown, shown.cutovers, shown.here)
        .runs.map(({ entry }) => entry.run.slice(-1))
        .join(''),
    };
  };
  expect(await passes(2)).toEqual({ read: 2, runs: 'cb' });
  expect(await passes(9)).toEqual({ read: 3, runs: 'cba' });
  expect(await passes(2, {}, { ...REAL, aws: { region: 'eu-west-1' } })).toMatchObject({ runs: '' });
  expect(await passes(2, {}, { ...REAL, kind: 'sandbox' })).toEqual({ read: 0, runs: '' });
  expect(await passes(2, { files: { 'run.sh': 'other' } })).toMatchObject({ runs: '' });
  expect(await passes(2, { scenario: scenarioWith([], { order: 'in-turn' }) })).toMatchObject({ runs: '' });
  // One whose evidence is gone ends the row.
  rmSync(join(folder, scenario.id, ids[1] ?? ''), { recursive: true });
  expect(await passes(3)).toEqual({ read: 2, runs: 'c' });
});
