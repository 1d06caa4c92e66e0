import type { Observation } from '../model/observation.ts';
import type { RunRecord } from '../model/run.ts';
import type { Side } from '../model/side.ts';
import { type Rehearsal, sidesOf, soakMarkOf } from './rehearsal.ts';

/** What was run, for `run.json`: everything that later decides whether this evidence still holds. */
export function makeRunRecord(
  rehearsal: Rehearsal,
  run: { id: string; startedAt: string; finishedAt: string; outcome: RunRecord['outcome'] },
  observations: Readonly<Partial<Record<Side, Observation>>>,
  outputs: Pick<RunRecord, 'outputs' | 'previous'>,
): RunRecord {
  const { scenario, hash, files } = rehearsal.loaded;
  const taken = sidesOf(rehearsal);
  const side = (name: Side) => ({
    runner: taken.includes(name) ? scenario.sides[name].runner.kind : 'none',
    facts: observations[name]?.facts ?? {},
  });
  const used = [...new Set([...scenario.checks.map((one) => one.kind), 'fence'])].sort();
  return {
    schema: 'twinrun.run/1',
    id: run.id,
    scenario: scenario.id,
    scenarioHash: hash,
    files,
    checks: Object.fromEntries(used.map((id) => [id, `builtin@${rehearsal.versions.twinrun}`])),
    kind: rehearsal.soak === undefined ? 'rehearsal' : 'soak',
    ...soakMarkOf(rehearsal),
    outcome: run.outcome,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    businessDate: rehearsal.businessDate,
    schedule: scenario.schedule,
    world: rehearsal.world,
    sides: { legacy: side('legacy'), candidate: side('candidate') },
    ...outputs,
    tags: rehearsal.tags,
    versions: rehearsal.versions,
  };
}

/** Sorts by time and is unique: `20261124T013005Z-x7Kq2b`. */
export function makeRunId(now: Date, unique: string): string {
  const time = now.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  const tail = unique
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 6)
    .padEnd(6, '0');
  return `${time}-${tail}`;
}
