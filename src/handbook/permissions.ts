import type { Context } from '../model/context.ts';
import { asTwinrunError } from '../model/error.ts';
import type { Permission } from '../model/step-kind.ts';
import { type PlanInput, planRollback } from './rollback-plan.ts';

/** Whether one step of a playbook may be done in this world. */
export interface StepPermission extends Permission {
  readonly step: string;
}

/**
 * Looks for every step of the real rollback, and for what takes it back, whether it would be let here; changes nothing. What cannot be told, or not be reached, is `unknown`. Throws what
 * `planRollback` throws, and on abort.
 */
export async function permissionsOf(input: Omit<PlanInput, 'mode'>, x: Context): Promise<readonly StepPermission[]> {
  const { acts, undo, legacy } = planRollback({ ...input, mode: 'real' });
  const asked = [...acts, ...undo].flatMap(({ id, step, precondition, doneWhen }) =>
    [step, precondition, doneWhen].flatMap((tagged) => (tagged === undefined ? [] : [{ id, tagged }])),
  );
  return await Promise.all(
    asked.map(async ({ id, tagged: { kind, config } }): Promise<StepPermission> => {
      try {
        const found = await input.registries.steps[kind]?.permitted?.(config, { legacy }, x);
        return { step: id, ...(found ?? { status: 'unknown', text: `whether a step ${kind} is permitted does not show without doing it` }) };
      } catch (thrown) {
        x.signal.throwIfAborted();
        return { step: id, status: 'unknown', text: asTwinrunError(thrown).message };
      }
    }),
  );
}
