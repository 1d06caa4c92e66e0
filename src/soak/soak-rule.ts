import { TwinrunError } from '../model/error.ts';
import type { Scenario } from '../model/scenario.ts';
import type { SoakRule } from '../model/soak.ts';

/**
 * How this scenario's natural runs are judged. Throws `soak.none` where it does not say, `soak.no-cutover` where it does not say what starts each side, and
 * `soak.shadow-refused` where legacy must not be started again; all misuse.
 */
export function soakRuleOf({ id, soak, cutover, idempotent, rerun }: Scenario): SoakRule {
  if (soak === undefined)
    throw misuse('soak.none', `${id} does not say how its natural runs are judged`, 'a section `soak:`', 'Write it, as docs/soak.md shows.');
  if (cutover === undefined)
    throw misuse(
      'soak.no-cutover',
      `${id} does not say what starts each side: whether a line of a crontab came back could not be seen`,
      'a section `cutover:` with cron and schedules',
      'Write it, as docs/cutover.md shows.',
    );
  if (soak.mode === 'shadow' && (!idempotent || rerun.legacy.mode === 'never'))
    throw misuse(
      'soak.shadow-refused',
      `legacy must not be started beside the candidate: ${idempotent ? `rerun.legacy is never (${rerun.legacy.reason})` : 'the batch is not idempotent'}`,
      '`soak.mode: alone`',
      'Write `mode: alone`, and bounds by which a run is judged. Only if legacy can be fenced after all, say so under `idempotent` and `rerun.legacy`.',
    );
  return soak;
}

function misuse(code: string, message: string, expected: string, fix: string): TwinrunError {
  return new TwinrunError({ code, class: 'misuse', message, expected, at: { field: 'soak' }, fix });
}
