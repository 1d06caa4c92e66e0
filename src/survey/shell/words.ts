import { posix } from 'node:path';
import { isSecretName } from '../secret-text.ts';
import { childrenOf, type Node, writtenText } from './grammar.ts';
import { copyScope, known, type Scope, unknown, type Word } from './scope.ts';
import { placeOf, type ShellSource, type Walk } from './walk.ts';
import { cutAffix, stringParts, tilde } from './word-text.ts';

/** What a word is before it runs. Commands in it are walked on the way. */
export function evaluate(walk: Walk, node: Node, source: ShellSource, scope: Scope): Word {
  const parts = (nodes: readonly Node[]): Word => join(nodes.map((one) => evaluate(walk, one, source, scope)));
  switch (node.type) {
    case 'word':
      return known(tilde(node, node.text.replace(/\\\n/g, '').replace(/\\(.)/g, '$1'), scope));
    case 'raw_string':
      return known(writtenText(node).slice(1, -1));
    case 'ansi_c_string':
      return known(writtenText(node).slice(2, -1).replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll("\\'", "'"));
    case 'string':
    case 'translated_string':
      return join(stringParts(node).map((part) => (typeof part === 'string' ? known(part) : evaluate(walk, part, source, scope))));
    case 'concatenation':
    case 'command_name':
      return parts(childrenOf(node));
    case 'simple_expansion':
      return variable(walk, node.text.trimStart().slice(1), node, source, scope);
    case 'expansion':
      return expansion(walk, node, source, scope);
    case 'command_substitution':
      return substitution(walk, node, source, scope);
    case 'process_substitution':
    case 'arithmetic_expansion':
      for (const child of childrenOf(node)) walk.node(walk, child, source, node.type === 'process_substitution' ? copyScope(scope) : scope);
      return unknown('$(…)');
    case 'array':
      return { ...join(childrenOf(node).flatMap((one, at) => [...(at === 0 ? [] : [known(' ')]), evaluate(walk, one, source, scope)])) };
    default:
      return known(writtenText(node));
  }
}

export function join(words: readonly Word[]): Word {
  return { text: words.map(({ text }) => text).join(''), resolved: words.every(({ resolved }) => resolved) };
}

/** Positions and parameters that say something of the run, not of the host. */
const OF_THE_RUN =
  /^(?:[@*#?$!_-]|PIPESTATUS|RANDOM|SECONDS|LINENO|BASHPID|PPID|FUNCNAME|EPOCHSECONDS|OPTARG|OPTIND|REPLY|IFS|BASH_.*|UID|EUID|HOSTNAME)$/;

/** The value of a name, whose use is noted. */
export function variable(walk: Walk, name: string, node: Node, source: ShellSource, scope: Scope): Word {
  if (/^\d+$/.test(name)) return scope.arguments[Number(name)] ?? unknown(`\${${name}}`);
  if (name === '@' || name === '*') {
    const given = scope.arguments.slice(1);
    return given.length > 0 && given.every(({ resolved }) => resolved) ? known(given.map(({ text }) => text).join(' ')) : unknown(`\${${name}}`);
  }
  if (name === 'PWD') return scope.folder;
  if (/^BASH_SOURCE$/.test(name)) return known(source.file);
  if (OF_THE_RUN.test(name)) return unknown(`\${${name}}`);
  const bound = scope.variables.get(name);
  const at = placeOf(source, node);
  if (bound === undefined) {
    walk.uses.variable({ name, at, origin: 'nowhere' });
    return unknown(`\${${name}}`);
  }
  const secret = isSecretName(name);
  if (secret && bound.resolved && bound.text !== '') walk.uses.secret(bound.text, `the value of ${name}`, bound.at ?? at);
  walk.uses.variable({
    ...{ name, at, origin: bound.origin },
    ...(bound.at === undefined ? {} : { definedAt: bound.at }),
    ...(bound.resolved && !secret ? { value: bound.text.slice(0, 1000) } : {}),
  });
  return { text: bound.text, resolved: bound.resolved };
}

/** `${…}`: defaults, lengths, and the cuts that paths are made with; else not known. */
function expansion(walk: Walk, node: Node, source: ShellSource, scope: Scope): Word {
  const text = node.text.trimStart();
  const named = childrenOf(node).find(({ type }) => type === 'variable_name' || type === 'special_variable_name' || type === 'subscript');
  const name = named?.type === 'subscript' ? (childrenOf(named)[0]?.text ?? '') : (named?.text ?? '');
  const rest = text.slice(text.indexOf(name) + name.length, -1);
  if (text.startsWith('${!')) {
    walk.uses.unresolved(placeOf(source, node), 'indirect-variable', text, 'the name of the variable is itself a value');
    return unknown(text);
  }
  const operator = /^:?[-=+?]/.exec(rest)?.[0];
  const operands = childrenOf(node).filter((child) => child !== named);
  const operand = () => join(operands.map((one) => evaluate(walk, one, source, scope)));
  if (operator !== undefined && /[-=]/.test(operator)) return withDefault(walk, name, operator, operand(), node, source, scope);
  const value = variable(walk, name, node, source, scope);
  if (operator !== undefined) return operator.endsWith('?') ? value : unknown(text);
  if (named?.type === 'subscript' || text.startsWith('${#')) return unknown(text);
  if (rest === '') return value;
  const cut = /^(#{1,2}|%{1,2})([^*?[\]$`]*)(\*)?([^*?[\]$`]*)$/.exec(rest);
  return value.resolved && cut !== null ? known(cutAffix(value.text, cut)) : unknown(text);
}

function withDefault(walk: Walk, name: string, operator: string, fallback: Word, node: Node, source: ShellSource, scope: Scope): Word {
  const bound = scope.variables.get(name) ?? (/^\d+$/.test(name) ? scope.arguments[Number(name)] : undefined);
  const empty = bound?.resolved === true && bound.text === '' && operator.startsWith(':');
  if (bound !== undefined && !empty) return variable(walk, name, node, source, scope);
  const at = placeOf(source, node);
  const secret = isSecretName(name);
  if (secret && fallback.resolved && fallback.text !== '') walk.uses.secret(fallback.text, `the default of ${name}`, at);
  if (!/^\d+$/.test(name))
    walk.uses.variable({ name, at, origin: 'default', definedAt: at, ...(fallback.resolved && !secret ? { value: fallback.text } : {}) });
  if (operator.endsWith('=')) scope.variables.set(name, { ...fallback, origin: 'default', at });
  return fallback;
}

/** `$(…)`: walked, and known for the few that only turn texts (`dirname`, `basename`, `pwd`, `cd … && pwd`, `echo`). */
function substitution(walk: Walk, node: Node, source: ShellSource, scope: Scope): Word {
  const inner = copyScope(scope);
  const statements = childrenOf(node);
  for (const child of statements) walk.node(walk, child, source, inner);
  const last = lastCommand(statements.at(-1));
  if (last === undefined) return unknown('$(…)');
  const [name, first] = childrenOf(last).filter(({ type }) => type !== 'file_redirect');
  const word = first === undefined ? undefined : evaluate(walk, first, source, inner);
  if (name?.text === 'pwd') return inner.folder;
  if (word?.resolved !== true) return unknown('$(…)');
  if (name?.text === 'dirname') return known(posix.dirname(word.text));
  if (name?.text === 'basename' && childrenOf(last).length === 2) return known(posix.basename(word.text));
  if (name?.text === 'readlink' || name?.text === 'realpath') {
    const target = childrenOf(last).at(-1);
    const path = target === undefined ? undefined : evaluate(walk, target, source, inner);
    return path?.resolved === true && inner.folder.resolved ? known(posix.resolve(inner.folder.text, path.text)) : unknown('$(…)');
  }
  return name?.text === 'echo' && childrenOf(last).length === 2 ? word : unknown('$(…)');
}

function lastCommand(node: Node | undefined): Node | undefined {
  if (node?.type === 'command') return node;
  if (node?.type === 'list') return lastCommand(childrenOf(node).at(-1));
  return undefined;
}
