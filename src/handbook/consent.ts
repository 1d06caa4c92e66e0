import { TwinrunError } from '../model/error.ts';
import type { Registries } from '../model/registries.ts';
import type { Person } from '../model/step-kind.ts';
import { type Act, wordsOf } from './act.ts';
import { planHash, type RollbackPlan } from './rollback-plan.ts';

/** How a plan is agreed to: at a terminal, by `--yes` (only what may be repeated), or by the hash of the plan. */
export interface Consent {
  readonly person?: Person;
  readonly yes: boolean;
  readonly approve?: string;
  /** When the time to decide was over, where something real is at stake. */
  readonly late?: Date;
}

/**
 * Whether the whole plan was agreed to by its hash. Asks a person where there is one and nothing else was said. Throws `rollback.not-agreed`, `rollback.other-plan`,
 * `rollback.needs-person`: nothing was done.
 */
export async function requireConsent(
  plan: RollbackPlan,
  acts: readonly Act[],
  { person, yes, approve, late }: Consent,
  steps: Registries['steps'],
  signal: AbortSignal,
): Promise<{ readonly approved: boolean }> {
  const hash = planHash(plan);
  if (approve !== undefined && approve !== hash) throw otherPlan(approve, hash);
  const todo = acts.filter(({ leftOut }) => leftOut === undefined);
  if (person === undefined) {
    const manual = [...todo.filter(({ step }) => steps[step.kind]?.manual === true).map(({ id }) => id), ...manualVerifications(plan)];
    if (manual.length > 0) throw needsPerson(manual.join(', '), 'a person does it, or looks, and says so', 'Run it at a terminal.');
    if (approve !== undefined) return { approved: true };
    const asked = todo.filter((act) => wordsOf(act) !== undefined || act.repeat !== 'safe').map(({ id }) => id);
    const fix = `Run it at a terminal, or read the plan (--plan) and agree to it as a whole: --approve ${hash}`;
    if (asked.length > 0) throw needsPerson(asked.join(', '), 'it may not simply be repeated', fix);
    if (late !== undefined) throw tooLate(late, hash);
    if (!yes) throw needsPerson('the plan', 'nobody agreed to it', 'Read the plan (--plan), then say --yes; or run it at a terminal.');
    return { approved: false };
  }
  if (approve !== undefined) return { approved: true };
  if (!yes && (await person.choose('Do all of this now', [plan.scenario], signal)) !== plan.scenario) throw notAgreed(plan.scenario);
  return { approved: false };
}

/** A drill leaves them open; a rollback must not. */
function manualVerifications({ verify, mode }: RollbackPlan): readonly string[] {
  return mode === 'drill' ? [] : verify.filter(({ kind }) => kind === 'manual').map(({ id }) => id);
}

function needsPerson(what: string, why: string, fix: string): TwinrunError {
  return new TwinrunError({
    code: 'rollback.needs-person',
    class: 'misuse',
    message: `nothing was done: nobody is at a terminal, and ${what} needs a person: ${why}`,
    expected: 'a terminal, or a word on the command line that stands for it',
    received: 'neither',
    fix,
  });
}

/** After it, the partner may have what was delivered: another delivery would be a second one. */
function tooLate(deadline: Date, hash: string): TwinrunError {
  return new TwinrunError({
    code: 'rollback.too-late',
    class: 'misuse',
    message: 'nothing was done: the time to decide is over, and nobody is at a terminal',
    expected: `a decision by ${deadline.toISOString()}`,
    fix: `Look whether going back still helps (the point of no return in the scenario). Then run it at a terminal, or agree to the plan: --approve ${hash}`,
  });
}

function otherPlan(received: string, expected: string): TwinrunError {
  return new TwinrunError({
    code: 'rollback.other-plan',
    class: 'misuse',
    message: 'nothing was done: what was agreed to is another plan',
    expected,
    received,
    fix: 'Read the plan of now (--plan) and agree to its hash.',
  });
}

function notAgreed(scenario: string): TwinrunError {
  return new TwinrunError({
    code: 'rollback.not-agreed',
    class: 'cancelled',
    message: `nothing was done: "${scenario}" was not typed`,
    fix: 'Run it again when ready.',
  });
}
