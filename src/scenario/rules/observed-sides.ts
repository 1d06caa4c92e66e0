import { SIDES } from '../../model/side.ts';
import { valueAt } from '../path.ts';
import type { Problem } from '../problem.ts';
import { choice } from '../raw.ts';
import type { Rule } from './rule-input.ts';

/** Whether a side is only observed: nothing of it is started, so it needs no fence. For YAML as read. */
export function isObserved(raw: unknown, side: string): boolean {
  return choice(valueAt(raw, ['sides', side, 'runner']))?.kind === 'observe';
}

/** A side that must never be started again can only be observed in its natural runs. */
export const observedSides: Rule = ({ raw }) =>
  SIDES.flatMap((side): Problem[] => {
    const runner = choice(valueAt(raw, ['sides', side, 'runner']));
    if (valueAt(raw, ['rerun', side, 'mode']) !== 'never' || runner === undefined || runner.kind === 'observe') return [];
    return [
      {
        code: 'scenario.never-started',
        path: ['sides', side, 'runner', runner.kind],
        on: 'key',
        message: `\`rerun.${side}\` is never, and this runner starts it`,
        expected: 'observe',
        received: runner.kind,
        fix: `Write \`runner: { observe: … }\`: it takes what the last natural run left. If the batch can be fenced after all, say so under \`rerun.${side}\`.`,
      },
    ];
  });
