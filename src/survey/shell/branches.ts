import { childrenOf, type Node } from './grammar.ts';
import { copyScope, joinBranches, known, type Scope, unknown } from './scope.ts';
import { placeOf, type ShellSource, type Stdin, type Walk } from './walk.ts';
import { evaluate } from './words.ts';

/** Constant lists of a `for` that are walked value by value; longer ones once, with the name not known. */
const MOST_VALUES = 24;

/** `a && b` is walked as if a succeeded; what follows `||` may or may not happen. */
export function walkList(walk: Walk, node: Node, source: ShellSource, scope: Scope, stdin?: Stdin, until?: Node): void {
  let or = false;
  let isTest = false;
  for (const child of node.children) {
    if (child === null) continue;
    if (child.type === '||' || child.type === '&&') {
      or = child.type === '||' || isTest;
      continue;
    }
    if (!child.isNamed) continue;
    if (child.id === until?.id) return;
    if (or) {
      const inner = copyScope(scope);
      walk.node(walk, child, source, inner, stdin);
      if (!/^(?:exit|return)\b/.test(child.text)) joinBranches(scope, [copyScope(scope), inner]);
    } else walk.node(walk, child, source, scope, stdin);
    isTest = child.type === 'test_command' || (child.type === 'command' && /^test\b/.test(child.text));
  }
}

/** Each branch on a copy; without an `else`, none of them may be taken. */
export function walkIf(walk: Walk, node: Node, source: ShellSource, scope: Scope): void {
  const branches: Scope[] = [];
  let at = copyScope(scope);
  let hasElse = false;
  for (const child of childrenOf(node)) {
    if (child.type === 'elif_clause' || child.type === 'else_clause') {
      branches.push(at);
      at = copyScope(scope);
      hasElse ||= child.type === 'else_clause';
      for (const inner of childrenOf(child)) walk.node(walk, inner, source, at);
    } else walk.node(walk, child, source, at);
  }
  joinBranches(scope, [...branches, at, ...(hasElse ? [] : [copyScope(scope)])]);
}

/** Any of its items, or none. */
export function walkCase(walk: Walk, node: Node, source: ShellSource, scope: Scope): void {
  const [value, ...items] = childrenOf(node);
  if (value !== undefined) evaluate(walk, value, source, scope);
  const branches = items.map((item) => {
    const inner = copyScope(scope);
    for (const child of childrenOf(item)) if (child.type !== 'word' && child.type !== 'extglob_pattern') walk.node(walk, child, source, inner);
    return inner;
  });
  joinBranches(scope, [copyScope(scope), ...branches]);
}

/** Value by value where the list is constant and short. */
export function walkFor(walk: Walk, node: Node, source: ShellSource, scope: Scope): void {
  const name = node.childForFieldName('variable')?.text ?? '';
  const body = node.childForFieldName('body');
  const values = node.childrenForFieldName('value').flatMap((one) => {
    if (one === null || !one.isNamed) return [];
    const word = evaluate(walk, one, source, scope);
    return word.resolved && !one.type.includes('string')
      ? word.text
          .split(/\s+/)
          .filter((part) => part !== '')
          .map(known)
      : [word];
  });
  const at = placeOf(source, node);
  const isList = values.length > 0 && values.length <= MOST_VALUES && values.every(({ resolved, text }) => resolved && !/[*?[]/.test(text));
  if (!isList && body !== null) forgetAssigned(body, scope);
  // Of files that a pattern matches, the pattern is known.
  const [only] = values;
  const pattern = values.length === 1 && only?.resolved === true && /[*?[]/.test(only.text) ? only.text : `\${${name}}`;
  for (const value of isList ? values : [unknown(pattern)]) {
    scope.variables.set(name, { ...value, origin: 'script', at });
    if (body !== null) walk.node(walk, body, source, scope);
  }
  scope.variables.set(name, { ...unknown(`\${${name}}`), origin: 'script', at });
}

/** `while` and `until`: the body may run never, or often. */
export function walkWhile(walk: Walk, node: Node, source: ShellSource, scope: Scope): void {
  const inner = copyScope(scope);
  forgetAssigned(node, inner);
  for (const child of childrenOf(node)) walk.node(walk, child, source, inner);
  joinBranches(scope, [copyScope(scope), inner]);
}

/** What a loop assigns is not known at its start: it may have run before. */
function forgetAssigned(loop: Node, scope: Scope): void {
  for (const assignment of loop.descendantsOfType('variable_assignment')) {
    const name = assignment?.childForFieldName('name')?.text ?? '';
    const bound = scope.variables.get(name);
    if (bound !== undefined) scope.variables.set(name, { ...bound, ...unknown(`\${${name}}`) });
  }
}
