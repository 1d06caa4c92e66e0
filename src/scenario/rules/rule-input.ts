import type { Registries } from '../../model/registries.ts';
import type { Problem } from '../problem.ts';
import type { Workspace } from '../workspace.ts';

/**
 * What the rules across fields see. They work on the YAML as read, so that they speak although other fields are wrong;
 * what has not the right form is passed over: the schema has told it already.
 */
export interface RuleInput {
  readonly raw: unknown;
  /** Name of the scenario's folder. */
  readonly folder: string;
  /** Names that the workspace knows; absent when there is no workspace. */
  readonly known?: { readonly host: readonly string[]; readonly database: readonly string[] };
}

/** What rules of a scenario with two sides see beside it. */
export interface SidedInput extends RuleInput {
  readonly registries: Registries;
}

export type Rule<I extends RuleInput = RuleInput> = (input: I) => readonly Problem[];

/** The names of a workspace, where there is one. */
export function knownNames(workspace: Workspace | undefined): Pick<RuleInput, 'known'> {
  return workspace === undefined ? {} : { known: { host: Object.keys(workspace.hosts), database: Object.keys(workspace.databases) } };
}
