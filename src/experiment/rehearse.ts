import { TwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import { SIDES, type Side } from '../model/side.ts';
import { conclude, type RehearsalResult } from './conclude.ts';
import { gatherSealed } from './gather-sealed.ts';
import { scenarioMask } from './mask/scenario-mask.ts';
import type { Outside, Rehearsal } from './rehearsal.ts';

/**
 * Rehearses one scenario, or goes on with a rehearsal whose process died: looks, takes, artifacts, seal, verdict, ledger. On abort both sides are stopped and the run is kept as cancelled.
 * Throws `lock.held` when somebody else is at this scenario, `host.busy`, and faults of the harness; what the batches do is in the verdict.
 */
export async function rehearse(rehearsal: Rehearsal, outside: Outside): Promise<RehearsalResult> {
  const { scenario } = rehearsal.loaded;
  for (const side of SIDES) {
    const { mode, reason } = scenario.rerun[side];
    if (mode === 'never' && scenario.sides[side].runner.kind !== 'observe') throw neverRerun(scenario.id, side, reason);
  }
  // Without the key, nothing is started: its outputs could not be judged.
  scenarioMask(scenario, outside.secrets);
  const lock = await rehearsal.store.lock(`scenario-${scenario.id}`, outside);
  try {
    const { sealed, events, x } = await gatherSealed(rehearsal, outside);
    return await conclude(rehearsal, sealed, events, x);
  } finally {
    await lock.release();
  }
}

function neverRerun(id: string, side: Side, reason: string): TwinrunError {
  return new TwinrunError({
    code: 'rehearse.never-rerun',
    class: 'misuse',
    message: `${id} must not be rehearsed by starting it: rerun.${side} is never (${reason})`,
    expected: 'the runner observe, which starts nothing',
    received: 'a runner that starts it',
    fix: message(
      'rehearse.never-rerun.fix',
      'Such a batch can only be observed in its natural runs: give the side the runner observe. If it can be fenced after all, say so under rerun.',
    ),
  });
}
