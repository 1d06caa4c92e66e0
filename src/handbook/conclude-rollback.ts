import { join } from 'node:path';
import type { Outside } from '../experiment/rehearsal.ts';
import type { DrillProof } from '../model/ledger.ts';
import { dominant } from '../model/status.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { sha256 } from '../runtime/hash.ts';
import type { ActsEnd } from './act.ts';
import { allLeftOut, drillFacts } from './drill-proof.ts';
import { rerunOf } from './rerun-of.ts';
import { fireOf } from './right.ts';
import { RESULT_FILE, type RollbackFolder } from './rollback-folder.ts';
import { planHash } from './rollback-plan.ts';
import type { Rollback } from './rollback-request.ts';
import type { RollbackResult, VerifyResult } from './rollback-result.ts';

/** What a pass came to. */
interface Passed {
  readonly end: ActsEnd;
  readonly verified: readonly VerifyResult[];
  readonly startedAt: string;
  readonly durationMs: number;
}

/** Writes the result of a pass, enters it into the ledger, and says in the journal that it ended. */
export async function concludeRollback(rollback: Rollback, folder: RollbackFolder, passed: Passed, outside: Outside): Promise<RollbackResult> {
  const { plan, undo } = rollback;
  const { end, verified, startedAt, durationMs } = passed;
  const status = statusOf(passed, undo);
  const next = nextOf(passed, undo, status);
  const result: RollbackResult = {
    schema: 'twinrun.rollback/1',
    ...{ id: folder.id, scenario: plan.scenario, mode: plan.mode, world: plan.world, businessDate: plan.businessDate, plan: planHash(plan), status },
    ...{ startedAt, finishedAt: outside.clock.now().toISOString(), durationMs, acts: end.results, verified },
    ...(undo && end.status === 'done' ? { undone: true } : {}),
    ...(next === undefined ? {} : { next }),
    folder: folder.folder,
  };
  const text = `${JSON.stringify(result, undefined, 2)}\n`;
  await writeFileAtomic(join(folder.folder, RESULT_FILE), text);
  await enter(rollback, folder, result, sha256(text), outside);
  await folder.journal.write({ type: undo ? 'undo.ended' : 'rollback.ended', status });
  return result;
}

function statusOf({ end, verified }: Passed, undo: boolean): RollbackResult['status'] {
  if (end.status === 'cancelled') return 'cancelled';
  if (end.status === 'failed') return 'fail';
  if (end.status === 'blocked' || undo || allLeftOut(end.results)) return 'inconclusive';
  return dominant(verified.map((one) => one.status));
}

function nextOf({ end, verified }: Passed, undo: boolean, status: RollbackResult['status']): string | undefined {
  if (end.next !== undefined) return end.next;
  if (undo) return 'All that was done is taken back. The batch stands where it stood before the rollback.';
  if (status === 'pass') return undefined;
  if (allLeftOut(end.results))
    return 'Every step was left out, so that this shows nothing: say under `drill` of at least one step what is done in a drill, then drill again.';
  const open = verified.filter((one) => one.status !== 'pass').map(({ title, text }) => `${title}: ${text}`);
  return `All steps are done, but not everything is verified. Look at: ${open.join('; ')}. Then verify again with --resume.`;
}

/** A pass enters once: after a crash before the journal's last line, the next one writes another result. */
async function enter(rollback: Rollback, folder: RollbackFolder, result: RollbackResult, record: string, outside: Outside): Promise<void> {
  const { plan, loaded, store } = rollback;
  const { playbook, scripts, script, image } = await drillFacts(loaded, { world: plan.world, worldHash: plan.worldHash }, store);
  const head = { at: result.finishedAt, scenario: plan.scenario, id: folder.id, world: plan.world, status: result.status, playbook, record } as const;
  if (plan.mode === 'real') {
    const fire = fireOf(loaded.scenario, plan.businessDate, outside.clock.now());
    await store.ledger.append({ type: 'rollback', ...head, ...(fire === undefined ? {} : { fire }) });
    return;
  }
  const met = (await rerunOf(plan.acts, folder))?.facts['script.sha256'] ?? script;
  const proved: DrillProof = {
    ...{ worldHash: plan.worldHash, scripts, durationMs: result.durationMs },
    ...(met === undefined ? {} : { script: met }),
    ...(image === undefined ? {} : { image }),
    steps: result.acts.map(({ id, status, durationMs }) => ({ id, status, ...(durationMs === undefined ? {} : { durationMs }) })),
  };
  await store.ledger.append({ type: 'drill', ...head, proved });
}
