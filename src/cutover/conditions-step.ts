import { z } from 'zod';
import { message } from '../model/message.ts';
import type { StepKind } from '../model/step-kind.ts';
import { type ConditionInput, conditionsOf } from './conditions.ts';

/** The conditions of a cutover as a step: it reads the ledger and the clock, and is done when all of them pass. */
export function conditionsStep(
  input: Pick<ConditionInput, 'scenario' | 'rule'>,
  read: () => Promise<Pick<ConditionInput, 'shown' | 'armed' | 'schedules'>>,
): StepKind {
  return {
    kind: 'conditions',
    config: z.strictObject({}),
    repeat: () => 'safe',
    plan: () => [message('conditions.plan', 'look whether one may begin', {})],
    byHand: () => ['twinrun ledger show'],
    async run(_, __, x) {
      const conditions = conditionsOf({ ...input, ...(await read()), now: x.clock.now().getTime() });
      const missing = conditions.filter(({ status }) => status !== 'pass');
      const text = (missing.length > 0 ? missing : conditions).map((one) => one.text).join('; ');
      return { status: missing.length > 0 ? 'failed' : 'ok', text };
    },
  };
}
