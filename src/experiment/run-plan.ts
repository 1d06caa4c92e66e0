import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { TwinrunError } from '../model/error.ts';
import { type Rehearsal, type RunPlan, runsNameOf, soakMarkOf } from './rehearsal.ts';

export const PLAN_FILE = 'plan.json';

export function runPlanOf(rehearsal: Rehearsal, startedAt: string): RunPlan {
  const { loaded, businessDate, world, tags, versions } = rehearsal;
  return { schema: 'twinrun.run-plan/1', scenarioHash: loaded.hash, businessDate, startedAt, world, tags, versions, ...soakMarkOf(rehearsal) };
}

/** Of an interrupted run. Throws `resume.nothing-begun` where it died before it was written: then nothing was started. */
export async function readRunPlan(folder: string): Promise<RunPlan> {
  const file = join(folder, PLAN_FILE);
  const plan = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as RunPlan,
    () => undefined,
  );
  if (plan?.schema === 'twinrun.run-plan/1') return plan;
  throw new TwinrunError({
    code: 'resume.nothing-begun',
    class: 'misuse',
    message: 'this run died before anything was started',
    at: { file },
    fix: 'Rehearse again, without --resume.',
  });
}

/** A run is gone on with only as what it was begun. Throws `resume.scenario-changed`, `resume.other-world`, `resume.other-version`. */
export function requireSame(plan: RunPlan, { loaded, world, versions }: Rehearsal): void {
  if (plan.scenarioHash !== loaded.hash) throw changed('scenario-changed', 'the scenario was changed since', plan.scenarioHash, loaded.hash);
  if (plan.versions.twinrun !== versions.twinrun)
    throw changed('other-version', 'it was begun by another version of twinrun', plan.versions.twinrun, versions.twinrun);
  // A sandbox that is started again lies elsewhere, and holds nothing of before: outputs that are not home yet will be missing.
  if (plan.world.kind === 'sandbox' && world.kind === 'sandbox') return;
  if (!isDeepStrictEqual(plan.world, JSON.parse(JSON.stringify(world)))) {
    throw changed('other-world', 'hosts, databases or account are not the same any more', plan.world.kind, world.kind);
  }
}

/** Whatever ran later may have written over outputs that are not home yet: they would be judged as this run's. Under the scenario's lock. Throws `resume.overtaken`. */
export async function requireLast(rehearsal: Pick<Rehearsal, 'store' | 'loaded' | 'soak'>, id: string): Promise<void> {
  for await (const last of rehearsal.store.list({ scenario: runsNameOf(rehearsal), limit: 1 }))
    if (last.id !== id) throw changed('overtaken', 'the scenario was rehearsed again since, and may have written over its outputs', id, last.id);
}

function changed(code: string, what: string, expected: string, received: string): TwinrunError {
  return new TwinrunError({
    code: `resume.${code}`,
    class: 'misuse',
    message: `this run cannot be gone on with: ${what}`,
    expected,
    received,
    fix: 'Rehearse again without --resume, or put back what was changed: the evidence of this run stays where it is.',
  });
}
