import type { Location } from '../../model/location.ts';
import type { VariableUse } from '../../model/survey.ts';
import type { Node } from './grammar.ts';

/** A text as far as it is known before it runs: what is not known stands in it as `${NAME}` or `$(…)`. */
export interface Word {
  readonly text: string;
  readonly resolved: boolean;
}

/** What a name stands for. */
export interface Binding extends Word {
  readonly origin: VariableUse['origin'];
  readonly at?: Location;
}

/** A function of the script, and the file that it stands in. */
export interface ShellFunction {
  readonly body: Node;
  readonly file: string;
  readonly offset: number;
}

/** What a shell knows at one place of a script. */
export interface Scope {
  readonly variables: Map<string, Binding>;
  readonly functions: Map<string, ShellFunction>;
  /** `$0`, `$1` … */
  arguments: readonly Word[];
  folder: Word;
}

export function known(text: string): Word {
  return { text, resolved: true };
}

export function unknown(text: string): Word {
  return { text, resolved: false };
}

/** For a subshell or a branch: what it changes does not reach the scope it came from. */
export function copyScope(scope: Scope): Scope {
  return { ...scope, variables: new Map(scope.variables), functions: new Map(scope.functions) };
}

/**
 * After branches of which one is taken: what all agree on stays; a name that only some have set keeps that value (`[ -n "$X" ] || X=…` is a default); where they
 * disagree the name is not known.
 */
export function joinBranches(into: Scope, branches: readonly Scope[]): void {
  const names = new Set(branches.flatMap(({ variables }) => [...variables.keys()]));
  for (const name of names) {
    const values = branches.map(({ variables }) => variables.get(name)).filter((one) => one !== undefined);
    const [first] = values;
    if (first === undefined) continue;
    const agree = values.every(({ text, resolved }) => text === first.text && resolved === first.resolved);
    into.variables.set(name, agree ? first : { ...(values.at(-1) ?? first), text: `\${${name}}`, resolved: false });
  }
  for (const { functions } of branches) for (const [name, body] of functions) into.functions.set(name, body);
  const [first] = branches;
  if (first !== undefined) into.folder = branches.every(({ folder }) => folder.text === first.folder.text) ? first.folder : unknown('${PWD}');
}
