import { isSecretName } from '../secret-text.ts';
import { childrenOf, type Node } from './grammar.ts';
import { known, type Scope, unknown } from './scope.ts';
import { placeOf, type ShellSource, type Walk } from './walk.ts';
import { evaluate } from './words.ts';

/** Names under which settings of the shell and the host are kept, as against scripts. */
const PROFILE =
  /\/(?:\.?profile|\.bash\w*|\.?bashrc|\.?zshenv|environment|[^/]*\.env|env|\.env[^/]*|[^/]*\.conf|[^/]*config)$|^\/etc\/(?:profile\.d|default|sysconfig)\//;

/** `NAME=value`, `NAME+=value`. `cut`: there is more of the value than the grammar says. */
export function assign(walk: Walk, node: Node, source: ShellSource, scope: Scope, cut = false): void {
  const target = node.childForFieldName('name');
  const name = target?.type === 'variable_name' ? target.text : undefined;
  const valueNode = node.childForFieldName('value');
  const read = valueNode === null ? known('') : evaluate(walk, valueNode, source, scope);
  if (name === undefined) return;
  const value = cut ? unknown(`\${${name}}`) : read;
  const adds = node.text.slice(name.length).startsWith('+=');
  const before = scope.variables.get(name);
  const at = placeOf(source, node);
  if (isSecretName(name) && valueNode !== null && value.resolved && value.text !== '') walk.uses.secret(value.text, `the value of ${name}`, at);
  const origin = PROFILE.test(source.file) ? 'profile' : 'script';
  // `X=${X:-default}` keeps saying where the value came from.
  const kept = before !== undefined && valueNode?.text.includes(`{${name}`) === true && before.text === value.text ? before : undefined;
  if (kept !== undefined) scope.variables.set(name, kept);
  else if (adds)
    scope.variables.set(name, { text: (before?.text ?? '') + value.text, resolved: value.resolved && before?.resolved !== false, origin, at });
  else scope.variables.set(name, { ...value, origin, at });
}

/** `export`, `local`, `readonly`, `declare`, `unset`. */
export function declare(walk: Walk, node: Node, source: ShellSource, scope: Scope): void {
  for (const child of childrenOf(node)) {
    if (child.type === 'variable_assignment') assign(walk, child, source, scope);
    else if (child.type === 'concatenation' || child.type === 'string') assignWord(walk, child, source, scope);
    else if (child.type === 'variable_name' && node.type === 'unset_command') scope.variables.delete(child.text);
  }
}

function assignWord(walk: Walk, node: Node, source: ShellSource, scope: Scope): void {
  const word = evaluate(walk, node, source, scope);
  const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word.text) ?? [];
  const at = placeOf(source, node);
  if (name === undefined) return;
  if (isSecretName(name) && word.resolved && value !== '') walk.uses.secret(value, `the value of ${name}`, at);
  scope.variables.set(name, { ...(word.resolved ? known(value) : unknown(value)), origin: 'script', at });
}
