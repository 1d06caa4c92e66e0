import { TwinrunError } from '../model/error.ts';
import type { PlaybookStep } from '../model/playbook.ts';
import type { Registries } from '../model/registries.ts';
import type { World } from '../model/world.ts';
import { isAllSandbox } from './which-world.ts';

/** Outside of the sandbox a step acts for real, and on this machine always: a drill does it only in a form that was made for drills. Throws `rollback.undrillable`. */
export function refuseUndrillable(steps: readonly PlaybookStep[], world: World, registries: Pick<Registries, 'steps'>): void {
  const bad = steps.filter(({ kind, drill }) => {
    if (drill !== undefined || kind === 'manual') return false;
    // Behind its fences, which every side that is started has; one that must not be run again is left out.
    if (kind === 'rerun') return false;
    return !isAllSandbox(world) || registries.steps[kind]?.local === true;
  });
  if (bad.length === 0) return;
  throw new TwinrunError({
    code: 'rollback.undrillable',
    class: 'misuse',
    message: `nothing was done: ${bad.map(({ id }) => id).join(', ')} would act for real in this drill`,
    expected: 'for each of them, under `drill`, what is done in a drill instead, or `none: <why>`',
    fix: 'Write it beside the step in scenario.yaml; what cannot be drilled is left out by `drill: { none: … }`, and the drill says so.',
  });
}
