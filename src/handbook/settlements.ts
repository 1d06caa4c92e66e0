import { TwinrunError } from '../model/error.ts';
import type { RollbackPlan } from './rollback-plan.ts';

/** A person's word on a step whose end is not known. */
export interface Settlement {
  readonly act: string;
  readonly as: 'done' | 'not-done';
  /** Ends the sentence that the journal keeps. */
  readonly reason: string;
}

/** Reads `<step>=done` and `<step>=not-done`. Throws `rollback.settle` for another form or a step that the plan does not have. */
export function readSettlements(words: readonly string[], plan: Pick<RollbackPlan, 'acts' | 'undo'>): readonly Settlement[] {
  const known = [...plan.acts, ...plan.undo].map(({ id }) => id);
  return words.map((word) => {
    const [, act = '', as = ''] = /^(.*)=(done|not-done)$/.exec(word) ?? [];
    if (known.includes(act)) return { act, as: as as Settlement['as'], reason: '' };
    throw new TwinrunError({
      code: 'rollback.settle',
      class: 'misuse',
      message: 'this does not say of a step whether it was done',
      expected: `<step>=done or <step>=not-done; the steps are ${known.join(', ')}`,
      received: word,
      fix: 'Look whether the step was done, then write --settle <step>=done or --settle <step>=not-done.',
    });
  });
}
