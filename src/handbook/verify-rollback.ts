import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { collectFrom } from '../experiment/collect.ts';
import { type Look, lookAtTargets, pairLooks } from '../experiment/look.ts';
import { TwinrunError } from '../model/error.ts';
import type { EvidenceFile } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import { verificationTitle } from '../scenario/verification-kinds.ts';
import type { ActWork } from './act-work.ts';
import { possible, type RollbackPlan } from './rollback-plan.ts';
import type { VerifyResult } from './rollback-result.ts';
import { verifyOne } from './verify/all.ts';
import type { VerifyWork } from './verify/verify-work.ts';

type World = Pick<VerifyWork, 'scenario' | 'registries' | 'variables' | 'store'>;

/**
 * Looks, by each verification in turn, whether one is back; in a drill also whether the real targets are untouched. A journal line before and after each. What is brought
 * home to look at is removed again.
 */
export async function verifyRollback(
  plan: RollbackPlan,
  rerun: Observation | undefined,
  before: Look | undefined,
  acts: ActWork,
  world: World,
): Promise<readonly VerifyResult[]> {
  const evidence = join(acts.folder, 'evidence');
  const work: VerifyWork = { ...world, mode: plan.mode, acts, x: acts.x, rerun, collect: collecting(plan, rerun, evidence, acts, world) };
  const results: VerifyResult[] = [];
  const note = async (one: VerifyResult) => {
    const told = { ...one, text: acts.x.secrets.redact(one.text) };
    results.push(told);
    await acts.journal.write({ type: 'verify.ended', verification: one.id, status: one.status, text: told.text });
    acts.tell(`verify ${one.title}: ${one.status}: ${told.text}`);
  };
  try {
    for (const one of plan.verify) {
      await acts.journal.write({ type: 'verify.intended', verification: one.id });
      const title = verificationTitle(one);
      await note({ id: one.id, title, ...(await verifyOne(one, work)) });
    }
    if (before !== undefined) await note({ id: 'fence', title: 'the real targets are untouched', ...(await untouched(before, work)) });
  } finally {
    await rm(evidence, { recursive: true, force: true });
  }
  return results;
}

async function untouched(before: Look, { scenario, registries, x }: VerifyWork) {
  const readings = pairLooks(before, await lookAtTargets(scenario, registries, x));
  const unseen = readings.filter(({ error }) => error !== undefined).map(({ effect }) => effect);
  const moved = readings
    .filter((one) => one.error === undefined && JSON.stringify(one.before) !== JSON.stringify(one.after))
    .map(({ effect }) => effect);
  if (moved.length > 0)
    return { status: 'fail', text: `something changed at the real target of ${moved.join(', ')} while the drill ran: look there at once` } as const;
  if (unseen.length > 0) return { status: 'inconclusive', text: `the real target of ${unseen.join(', ')} could not be looked at` } as const;
  return { status: 'pass', text: readings.length === 0 ? 'there is none to look at' : readings.map(({ effect }) => effect).join(', ') } as const;
}

/** Brings an output home once: in a real rollback from where the unfenced batch leaves it. */
function collecting(plan: RollbackPlan, rerun: Observation | undefined, evidence: string, { x }: ActWork, world: World): VerifyWork['collect'] {
  const { scenario, registries, variables } = world;
  const home = new Map<string, Promise<readonly EvidenceFile[]>>();
  const collect = async (output: string): Promise<readonly EvidenceFile[]> => {
    const place = plan.mode === 'drill' ? scenario.outputs[output]?.sides.legacy : possible(scenario).places?.[output];
    if (place === undefined) throw noPlace(output);
    if (rerun === undefined) throw notRun(output);
    const request = { output, side: 'legacy', take: 'legacy-1', observation: rerun, runFolder: evidence } as const;
    const found = await collectFrom(place, request, { registries, variables, runner: scenario.sides.legacy.runner }, x);
    return found.map((one) => ({ ...one, file: join(evidence, one.path) }));
  };
  return (output) => {
    const known = home.get(output) ?? collect(output);
    home.set(output, known);
    return known;
  };
}

function noPlace(output: string): TwinrunError {
  return new TwinrunError({
    code: 'rollback.no-place',
    class: 'misuse',
    message: `nothing says where ${output} lies when the legacy batch is not fenced`,
    expected: `\`rollback.places.${output}\``,
    fix: 'Look by hand now, and write the place into scenario.yaml afterwards.',
  });
}

function notRun(output: string): TwinrunError {
  return new TwinrunError({
    code: 'rollback.no-rerun',
    message: `${output} was not brought home: no step ran the legacy batch`,
    fix: 'Look by hand whether it is there.',
  });
}
