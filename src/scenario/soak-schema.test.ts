import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeConnections } from '../connections/connections.ts';
import { makeRegistries } from '../kinds.ts';
import type { Registries } from '../model/registries.ts';
import { testContext } from '../testing/context.ts';
import { useTempFolder } from '../testing/temporary-folder.ts';
import { loadScenario } from './load-scenario.ts';

const temp = useTempFolder();
let registries: Registries;
beforeAll(() => {
  registries = makeRegistries(makeConnections({ kind: 'real', hosts: {}, databases: {}, aws: {} }, testContext()));
});

const SOAK = 'soak: { mode: alone, deadline: 1h, runner: { observe: { file: { path: natural.csv } } } }';

async function load(soak: string) {
  const folder = join(temp.fresh(), 'export');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'scenario.yaml'),
    `schema: twinrun.scenario/1
id: export
purpose: { what: a table, why: a test, owner: data team, neededUntil: open }
schedule: { cron: "30 1 * * *", zone: UTC }
businessDate: { zone: UTC, offset: 0d, mode: injected }
idempotent: true
rerun: { legacy: { mode: safe, reason: a test }, candidate: { mode: safe, reason: a test } }
effects: {}
sides: { legacy: { timeout: 20s, runner: { process: { command: [a] } } }, candidate: { timeout: 20s, runner: { process: { command: [b] } } } }
outputs: { table: { format: { csv: {} }, legacy: { file: { path: legacy.csv } }, candidate: { file: { path: candidate.csv } } } }
checks: [{ keyed-rows: { output: table } }]
impact: { who: nobody, what: nothing, urgency: 1d, onCall: team, owner: team, partnerContact: none }
rollback: { possible: false, reason: a test }
${soak}
`,
  );
  return await loadScenario(folder, registries);
}

describe('soak in scenario.yaml', () => {
  it('has defaults, and changes no hash: what was shown before still holds', async () => {
    const { scenario, hash } = await load(SOAK);
    const bounds = { last: 14, atLeast: 5, spread: 0.2 };
    expect(scenario.soak).toMatchObject({ mode: 'alone', deadline: 3_600_000, runs: 10, days: 14, places: {}, expect: {}, bounds });
    expect(hash).toBe((await load('')).hash);
  });

  it.each([
    [
      'a runner that starts something',
      SOAK.replace('{ observe: { file: { path: natural.csv } } }', '{ process: { command: [a] } }'),
      'soak.runner.process',
    ],
    ['an output that is not there', `${SOAK.slice(0, -1)}, places: { tabel: { file: { path: natural.csv } } } }`, 'soak.places.tabel'],
    ['an expectation of nothing', `${SOAK.slice(0, -1)}, expect: { tabel: { rows: { from: 1, to: 2 } } } }`, 'soak.expect.tabel'],
    ['a check of another output', `${SOAK.slice(0, -1)}, checks: [{ row-count: { output: tabel } }] }`, 'soak.checks[0].row-count.output'],
    ["legacy's own place", `${SOAK.slice(0, -1)}, places: { table: { file: { path: legacy.csv } } } }`, 'soak.places.table'],
    ['ends the wrong way round', `${SOAK.slice(0, -1)}, expect: { table: { rows: { from: 2, to: 1 } } } }`, 'soak.expect.table.rows.to'],
    ['more history than there is', `${SOAK.slice(0, -1)}, bounds: { last: 3, atLeast: 4 } }`, 'soak.bounds.atLeast'],
    ['no deadline', SOAK.replace('deadline: 1h, ', ''), 'soak.deadline'],
  ])('refuses %s, and says where', async (_, soak, field) => {
    const fields = await load(soak).then(
      () => [],
      (thrown: { errors: readonly { at?: { field?: string } }[] }) => thrown.errors.map(({ at }) => at?.field),
    );
    expect(fields).toContain(field);
  });
});
