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

/** Names and what they stand for, in layers: a copy is a layer more, so that it costs nothing, and shows what it changed. The layers below must not change meanwhile. */
export class Names<V> {
  readonly #below: Names<V> | undefined;
  readonly #own = new Map<string, V | undefined>();

  constructor(below?: Names<V>) {
    this.#below = below;
  }

  get(name: string): V | undefined {
    let at: Names<V> | undefined = this;
    while (at !== undefined && !at.#own.has(name)) at = at.#below;
    return at === undefined ? undefined : at.#own.get(name);
  }

  set(name: string, value: V): void {
    this.#own.set(name, value);
  }

  delete(name: string): void {
    this.#own.set(name, undefined);
  }

  /** Set or removed in this layer. */
  changed(): readonly string[] {
    return [...this.#own.keys()];
  }
}

/** What a shell knows at one place of a script. */
export interface Scope {
  readonly variables: Names<Binding>;
  readonly functions: Names<ShellFunction>;
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
  return { ...scope, variables: new Names(scope.variables), functions: new Names(scope.functions) };
}

/** A shell that was just started. */
export function newScope(folder: Word, given: readonly Word[] = []): Scope {
  return { variables: new Names(), functions: new Names(), arguments: given, folder };
}

/**
 * After branches, each a copy of `into`, of which one is taken: what all agree on stays; a name that only some have set keeps that value (`[ -n "$X" ] || X=…` is a default); where they
 * disagree the name is not known.
 */
export function joinBranches(into: Scope, branches: readonly Scope[]): void {
  const names = new Set(branches.flatMap(({ variables }) => variables.changed()));
  for (const name of names) {
    const values = branches.map(({ variables }) => variables.get(name)).filter((one) => one !== undefined);
    const [first] = values;
    if (first === undefined) continue;
    const agree = values.every(({ text, resolved }) => text === first.text && resolved === first.resolved);
    into.variables.set(name, agree ? first : { ...(values.at(-1) ?? first), text: `\${${name}}`, resolved: false });
  }
  for (const { functions } of branches) {
    for (const name of functions.changed()) {
      const body = functions.get(name);
      if (body !== undefined) into.functions.set(name, body);
    }
  }
  const [first] = branches;
  if (first !== undefined) into.folder = branches.every(({ folder }) => folder.text === first.folder.text) ? first.folder : unknown('${PWD}');
}
