import type { Registries } from '../../model/registries.ts';
import type { Problem } from '../problem.ts';

/**
 * What the rules across fields see. They work on the YAML as read, so that they speak although other fields are wrong;
 * what has not the right form is passed over: the schema has told it already.
 */
export interface RuleInput {
  readonly raw: unknown;
  /** Name of the scenario's folder. */
  readonly folder: string;
  readonly registries: Registries;
  /** Names that the workspace knows; absent when there is no workspace. */
  readonly known?: { readonly host: readonly string[]; readonly database: readonly string[] };
}

export type Rule = (input: RuleInput) => readonly Problem[];
