import type { KnownCutover } from '../cutover/cutover-folder.ts';
import { type CutoverPlan, cutoverHash } from '../cutover/cutover-plan.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT } from '../model/exit-code.ts';
import type { Person } from '../model/step-kind.ts';

/** Options of `twinrun cutover`. */
export interface CutoverOptions {
  readonly scenario: string;
  readonly plan: boolean;
  readonly status: boolean;
  readonly resume: boolean;
  readonly back: boolean;
  readonly yes: boolean;
  readonly until?: string | undefined;
  readonly approve?: string | undefined;
  readonly settle: readonly string[];
}

/** Exit codes by how a pass ended. */
export const CUTOVER_EXITS = {
  done: EXIT.pass,
  stopped: EXIT.inconclusive,
  blocked: EXIT.inconclusive,
  'gone-back': EXIT.fail,
  'no-go': EXIT.fail,
  cancelled: EXIT.cancelled,
} as const;

/** A cutover that is half done must be gone on with, or back: a new one would not know what it left. Throws `cli.cutover` (misuse). */
export function chosen({ resume, back, plan }: CutoverOptions, last: KnownCutover | undefined): KnownCutover | undefined {
  if (resume && back) throw misuse('both --resume and --back were given', 'Give one of the two.');
  const open = last !== undefined && !['done', 'gone-back', 'no-go'].includes(last.result?.status ?? '');
  if (resume || back) {
    if (last !== undefined && (open || back)) return last;
    throw misuse('there is no cutover to go on with', 'Begin one without --resume.');
  }
  if (open && !plan) throw misuse(`the cutover ${last.id} is not at its end`, 'Go on with --resume, or go back with --back.');
  return undefined;
}

/** Throws `cli.cutover` (misuse) where the plan has no such step. */
export function requireStep(until: string | undefined, { acts }: CutoverPlan): void {
  if (until === undefined || acts.some(({ id }) => id === until)) return;
  throw misuse('the plan has no such step', `The steps are ${acts.map(({ id }) => id).join(', ')}.`, until);
}

/** Whether the plan as a whole was agreed to by its hash. At a terminal the scenario's name is typed; without one, --yes stands for what may be repeated. Throws `cli.cutover` (misuse) where nobody agreed. */
export async function agreed(
  { approve, yes, scenario, back }: CutoverOptions,
  plan: CutoverPlan,
  person: Person | undefined,
  signal: AbortSignal,
  question = `Cut ${scenario} over now`,
): Promise<boolean> {
  const hash = cutoverHash(plan);
  if (approve !== undefined && approve !== hash)
    throw misuse('what was agreed to is another plan', 'Read the plan of now (--plan) and agree to its hash.', approve);
  if (approve !== undefined) return true;
  if (yes || back) return false;
  if (person === undefined)
    throw misuse('nobody is at a terminal, and nobody agreed', `Read the plan (--plan), then say --yes, or --approve ${hash}.`);
  if ((await person.choose(question, [scenario], signal)) !== scenario)
    throw misuse(`"${scenario}" was not typed: nothing was done`, 'Run it again when ready.');
  return false;
}

function misuse(message: string, fix: string, received?: string): TwinrunError {
  return new TwinrunError({ code: 'cli.cutover', class: 'misuse', message, ...(received === undefined ? {} : { received }), fix });
}
