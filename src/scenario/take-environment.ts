import type { Scenario } from '../model/scenario.ts';
import type { Side } from '../model/side.ts';
import { expand, type Variables } from './variables.ts';

/**
 * The environment that a side gets in a rehearsal: its own, over it the fences of all its effects (a fence always wins),
 * over it the business date where it is injected. Filled in with the variables. `instead` stands in for the fences: `{}` lets its effects reach their real targets.
 */
export function takeEnvironment(
  scenario: Scenario,
  side: Side,
  variables: Variables,
  instead?: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const fences = instead === undefined ? Object.values(scenario.effects).map((effect) => effect.sides[side]?.fence ?? {}) : [instead];
  const { mode, variable } = scenario.businessDate;
  const environment = Object.assign({}, scenario.sides[side].environment, ...fences, mode === 'injected' ? { [variable]: '{{date}}' } : {});
  return expand<Record<string, string>>(environment, variables, { field: `sides.${side}.environment` });
}
