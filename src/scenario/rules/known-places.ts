import { didYouMean } from '../../runtime/nearest.ts';
import { valueAt } from '../path.ts';
import { referencesOf } from '../references.ts';
import type { Rule } from './rule-input.ts';

/** Where a scenario may name hosts and databases. */
export const PLACES = ['effects', 'sides', 'outputs', 'probes', 'cutover', 'rollback', 'soak', 'stopPlan'] as const;

/** Hosts and databases that the scenario names must be in the workspace. */
export const knownPlaces: Rule = ({ raw, known }) => {
  if (known === undefined) return [];
  return PLACES.flatMap((section) => referencesOf(valueAt(raw, [section]), [section]))
    .filter(({ kind, name }) => !known[kind].includes(name))
    .map(({ kind, name, path }) => ({
      code: `scenario.no-such-${kind}`,
      path,
      message: `the workspace has no ${kind} \`${name}\``,
      expected: known[kind].length === 0 ? `a name under \`${kind}s:\` in twinrun.yaml` : `one of ${known[kind].join(', ')}`,
      received: name,
      fix: didYouMean(name, known[kind], `Add ${name} under \`${kind}s:\` in twinrun.yaml, or correct the name here.`),
    }));
};
