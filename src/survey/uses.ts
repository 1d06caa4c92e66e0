import type { Location } from '../model/location.ts';
import type { SurveyUses, VariableUse } from '../model/survey.ts';

type Lists = { -readonly [K in keyof SurveyUses]: SurveyUses[K][number][] };

/** Collects what one entry uses; the same use of the same place counts once. */
export interface UsesCollector {
  add<K extends keyof SurveyUses>(kind: K, use: SurveyUses[K][number]): void;
  unresolved(at: Location, kind: string, what: string, why: string): void;
  variable(use: VariableUse): void;
  /** Remembers a secret's value, so that it is nowhere in what is stored, and says where it is. */
  secret(value: string, what: string, at: Location): void;
  done(): SurveyUses;
}

/** `secrets` gets the values of secrets that were met: they must be removed from what is stored. */
export function collectUses(secrets: Set<string>): UsesCollector {
  const lists: Lists = {
    commands: [],
    files: [],
    endpoints: [],
    databases: [],
    tables: [],
    objects: [],
    variables: [],
    secrets: [],
    prunings: [],
    unresolved: [],
  };
  const seen = new Set<string>();
  const collector: UsesCollector = {
    add(kind, use) {
      const key = `${kind} ${JSON.stringify(use)}`;
      if (seen.has(key)) return;
      seen.add(key);
      (lists[kind] as unknown[]).push(use);
    },
    unresolved: (at, kind, what, why) => collector.add('unresolved', { at, kind, what: what.slice(0, 300), why }),
    variable(use) {
      const key = `variable ${use.name} ${use.origin} ${use.definedAt?.file ?? ''}:${use.definedAt?.line ?? ''}`;
      if (seen.has(key)) return;
      seen.add(key);
      lists.variables.push(use);
    },
    secret(value, what, at) {
      if (value.length > 2) secrets.add(value);
      collector.add('secrets', { what, at });
    },
    done: () => lists,
  };
  return collector;
}
