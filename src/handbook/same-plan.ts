import { isDeepStrictEqual } from 'node:util';
import { TwinrunError } from '../model/error.ts';
import { stateOf } from './act-journal.ts';
import type { KnownRollback } from './rollback-folder.ts';
import type { RollbackPlan } from './rollback-plan.ts';

/**
 * A rollback is gone on with for the same day and in the same world; of its steps, those that were begun and may have done their work must be the same: one that failed may be
 * mended. Throws `rollback.plan-changed` (misuse).
 */
export function requireSamePlan(earlier: KnownRollback, now: RollbackPlan): void {
  const then = earlier.plan;
  if (then.mode !== now.mode || then.worldHash !== now.worldHash || then.businessDate !== now.businessDate)
    throw changed(
      earlier.id,
      `${then.mode} of ${then.businessDate} in world ${then.world}`,
      `${now.mode} of ${now.businessDate} in world ${now.world}`,
    );
  for (const act of then.acts) {
    const { kind } = stateOf(act.id, earlier.entries);
    if (kind === 'not-begun' || kind === 'failed') continue;
    const same = now.acts.find(({ id }) => id === act.id);
    // A sandbox that is started again lies elsewhere: its addresses say nothing.
    if (same?.step.kind === act.step.kind && (then.world === 'sandbox' || isDeepStrictEqual(JSON.parse(JSON.stringify(same.step)), act.step)))
      continue;
    throw changed(earlier.id, `${act.id} as it was begun`, same === undefined ? 'it is gone' : 'another step');
  }
}

function changed(id: string, expected: string, received: string): TwinrunError {
  return new TwinrunError({
    code: 'rollback.plan-changed',
    class: 'misuse',
    message: `rollback ${id} cannot be gone on with: what it was begun with is not the same any more`,
    expected,
    received,
    fix: 'Put back what was changed. Or look how far it came (its journal.jsonl says), end it by --abandon "<why>", and begin anew.',
  });
}
