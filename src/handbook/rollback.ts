import { join } from 'node:path';
import { takeHostLocks } from '../experiment/host-locks.ts';
import { type Look, lookAtTargets } from '../experiment/look.ts';
import { makeRunId } from '../experiment/record.ts';
import type { Outside } from '../experiment/rehearsal.ts';
import type { Context } from '../model/context.ts';
import type { Lock } from '../model/store.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import type { ActsEnd } from './act.ts';
import { stateOf } from './act-journal.ts';
import type { ActWork } from './act-work.ts';
import { concludeRollback } from './conclude-rollback.ts';
import { requireConsent } from './consent.ts';
import { deadlineOf } from './deadline.ts';
import { rerunOf } from './rerun-of.ts';
import { fireOf, takeRight } from './right.ts';
import { LOOK_FILE, openRollback, type RollbackFolder, readLook, reopenRollback } from './rollback-folder.ts';
import { planHash, type RollbackPlan } from './rollback-plan.ts';
import type { Rollback } from './rollback-request.ts';
import type { RollbackResult, VerifyResult } from './rollback-result.ts';
import { runActs } from './run-acts.ts';
import { verifyRollback } from './verify-rollback.ts';
import { isAllSandbox } from './which-world.ts';

/**
 * One pass: agrees, locks, does what is not done yet, verifies, and enters the pass into the ledger. What steps do is in the result; throws `lock.held`, what `requireConsent` and
 * `takeRight` throw, and faults of the harness. Call it with the scenario's lock held.
 */
export async function rollBack(rollback: Rollback, outside: Outside): Promise<RollbackResult> {
  const { plan, consent, registries, resume, undo } = rollback;
  const todo = (undo ? plan.undo : plan.acts).filter(({ id }) => stateOf(id, resume?.entries ?? []).kind !== 'done');
  const late = lateness(rollback, outside.clock.now());
  const { approved } = await requireConsent(plan, todo, { ...consent, ...late }, registries.steps, outside.signal);
  const hosts = plan.mode === 'drill' && !undo ? await hostLocks(rollback, outside) : undefined;
  try {
    const id = resume?.id ?? makeRunId(outside.clock.now(), outside.ids.unique());
    const folder = await (resume === undefined
      ? openRollback(rollback.root, id, redactTexts(plan, outside.secrets), outside)
      : reopenRollback(resume, redactTexts(plan, outside.secrets), outside));
    try {
      return await pass(rollback, folder, approved, outside);
    } finally {
      await folder.close();
    }
  } finally {
    await hosts?.release();
  }
}

/** A drill may be late, and so may what reaches nothing real. */
function lateness({ plan, world, loaded, undo }: Rollback, now: Date): { readonly late?: Date } {
  if (plan.mode === 'drill' || undo || isAllSandbox(world)) return {};
  const deadline = deadlineOf(loaded.scenario, plan.businessDate, now);
  return deadline !== undefined && deadline < now ? { late: deadline } : {};
}

async function pass(rollback: Rollback, folder: RollbackFolder, approved: boolean, outside: Outside): Promise<RollbackResult> {
  const { plan, consent, registries, by, undo } = rollback;
  const { journal } = folder;
  const x: Context = { ...outside, emit: () => {}, journal };
  const startedAt = outside.clock.now().toISOString();
  const began = outside.clock.monotonic();
  await journal.write({ type: undo ? 'undo.started' : 'rollback.started', mode: plan.mode, plan: planHash(plan), by, approved });
  for (const { act, as, reason } of rollback.settlements)
    await journal.write({ type: 'act.settled', act, as, by, text: `${by} says that it was ${as === 'done' ? 'done' : 'not done'}${reason}` });
  const work: ActWork = {
    ...{ id: folder.id, folder: folder.folder, journal, registries, x, legacy: plan.legacy, approved, tell: rollback.tell },
    ...(consent.person === undefined ? {} : { person: consent.person }),
  };
  const { end, verified } = undo ? { end: await takeBack(plan, work), verified: [] } : await goBack(rollback, folder, work, x);
  const times = { startedAt, durationMs: Math.round(outside.clock.monotonic() - began) };
  return await concludeRollback(rollback, folder, { end, verified, ...times }, outside);
}

async function goBack(
  rollback: Rollback,
  folder: RollbackFolder,
  work: ActWork,
  x: Context,
): Promise<{ end: ActsEnd; verified: readonly VerifyResult[] }> {
  const { plan, loaded, store, by } = rollback;
  const before = plan.mode === 'drill' ? await lookBefore(rollback, folder, x) : undefined;
  if (plan.mode === 'real') {
    const fire = fireOf(loaded.scenario, plan.businessDate, x.clock.now());
    // The sandbox's fires are no one's, until somebody takes one, as a cutover does: then it must go on as in the real world.
    const counts = fire !== undefined && (!isAllSandbox(rollback.world) || (await store.claims.list(loaded.scenario.id, fire)).length > 0);
    if (counts) await takeRight(store.claims, loaded.scenario.id, fire, { id: folder.id, by }, folder.journal);
  }
  const end = await runActs(plan.acts, work);
  if (end.status !== 'done') return { end, verified: [] };
  const world = { scenario: loaded.scenario, registries: rollback.registries, variables: rollback.variables, store };
  try {
    return { end, verified: await verifyRollback(plan, await rerunOf(plan.acts, folder), before, work, world) };
  } catch (thrown) {
    if (!x.signal.aborted) throw thrown;
    return { end: { ...end, status: 'cancelled', next: 'All steps are done, and were not verified: go on with --resume.' }, verified: [] };
  }
}

/** Only what was begun is taken back, the last first. */
async function takeBack({ undo }: RollbackPlan, work: ActWork): Promise<ActsEnd> {
  const begun = (act: string) => stateOf(act, work.journal.entries).kind !== 'not-begun';
  const acts = undo.map((act) => {
    const of = act.id === 'restore' ? 'snapshot' : act.id.replace(/^undo-/, '');
    return begun(of) ? act : { ...act, leftOut: `${of} was never begun` };
  });
  return await runActs(acts, work);
}

/** What lies at the real targets before a drill touches anything; kept, for a drill that is gone on with. */
async function lookBefore({ loaded, registries }: Rollback, { folder }: RollbackFolder, x: Context): Promise<Look> {
  const known = await readLook(folder);
  if (known !== undefined) return known;
  const targets = await lookAtTargets(loaded.scenario, registries, x);
  await writeFileAtomic(join(folder, LOOK_FILE), `${JSON.stringify({ schema: 'twinrun.look/1', targets }, undefined, 2)}\n`);
  return targets;
}

async function hostLocks({ loaded, world, store, hostWaitMs, tell }: Rollback, outside: Outside): Promise<Lock> {
  return await takeHostLocks({ loaded, world, store, hostWaitMs, onWait: tell }, outside);
}
