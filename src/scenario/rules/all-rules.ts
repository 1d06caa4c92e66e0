import type { Problem } from '../problem.ts';
import { comparedOutputs } from './compared-outputs.ts';
import { distinctSources } from './distinct-sources.ts';
import { fences } from './fences.ts';
import { knownPlaces } from './known-places.ts';
import { knownVariables } from './known-variables.ts';
import { namedChecks } from './named-checks.ts';
import { noBlanks } from './no-blanks.ts';
import { observedSides } from './observed-sides.ts';
import { ownName } from './own-name.ts';
import { playbook } from './playbook.ts';
import type { Rule, RuleInput, SidedInput } from './rule-input.ts';
import { uniqueAllowances } from './unique-allowances.ts';

const RULES: readonly Rule<SidedInput>[] = [
  ownName,
  namedChecks,
  comparedOutputs,
  knownPlaces,
  knownVariables,
  noBlanks,
  fences,
  observedSides,
  distinctSources,
  uniqueAllowances,
  playbook,
];

/** Everything that is wrong across the fields of a scenario. */
export function brokenRules(input: SidedInput): readonly Problem[] {
  return RULES.flatMap((rule) => rule(input));
}

/** Everything that is wrong across the fields of a retired batch. */
export function brokenRetiredRules(input: RuleInput): readonly Problem[] {
  return [ownName, knownPlaces, noBlanks].flatMap((rule) => rule(input));
}
