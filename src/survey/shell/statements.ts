import { assign, declare } from './assignments.ts';
import { walkCase, walkFor, walkIf, walkList, walkWhile } from './branches.ts';
import { childrenOf, type Node } from './grammar.ts';
import { redirectsOf } from './redirects.ts';
import { copyScope, type Scope, unknown } from './scope.ts';
import { walkCommand } from './simple-command.ts';
import { placeOf, type ShellSource, type Stdin, type Walk } from './walk.ts';
import { evaluate } from './words.ts';

/** Walks one node of the grammar, in the order in which a shell would come by. */
export function walkNode(walk: Walk, node: Node, source: ShellSource, scope: Scope, stdin?: Stdin): void {
  if (walk.budget.steps-- <= 0) return;
  const each = (nodes: readonly Node[], within: Scope, first = stdin) => {
    for (const child of nodes) walkNode(walk, child, source, within, first);
  };
  switch (node.type) {
    case 'comment':
    case 'heredoc_body':
    case 'heredoc_end':
      return;
    case 'command':
      walkCommand(walk, node, source, scope, stdin);
      return;
    case 'variable_assignment':
      assign(walk, node, source, scope);
      return;
    case 'declaration_command':
    case 'unset_command':
      declare(walk, node, source, scope);
      return;
    case 'redirected_statement':
      walkRedirected(walk, node, source, scope, stdin);
      return;
    case 'pipeline':
      walkPipeline(walk, node, source, scope, stdin);
      return;
    case 'list':
      walkList(walk, node, source, scope, stdin);
      return;
    case 'subshell':
      each(childrenOf(node), copyScope(scope));
      return;
    case 'if_statement':
      walkIf(walk, node, source, scope);
      return;
    case 'case_statement':
      walkCase(walk, node, source, scope);
      return;
    case 'for_statement':
      walkFor(walk, node, source, scope);
      return;
    case 'while_statement':
    case 'c_style_for_statement':
      walkWhile(walk, node, source, scope);
      return;
    case 'function_definition': {
      const body = node.childForFieldName('body');
      const name = node.childForFieldName('name')?.text;
      if (body !== null && name !== undefined) scope.functions.set(name, { body, file: source.file, offset: source.line });
      return;
    }
    case 'test_command':
      walkTest(walk, node, source, scope);
      return;
    case 'simple_expansion':
    case 'expansion':
    case 'command_substitution':
    case 'string':
    case 'concatenation':
      evaluate(walk, node, source, scope);
      return;
    default:
      each(childrenOf(node), scope);
      return;
  }
}

function walkRedirected(walk: Walk, node: Node, source: ShellSource, scope: Scope, stdin?: Stdin): void {
  const body = node.childForFieldName('body');
  // The grammar hangs a redirect on the whole of `cd x && y > z`; it is of the last command, and starts where that does.
  const parts = body?.type === 'list' ? childrenOf(body) : [];
  const last = parts.at(-1) ?? body;
  if (body !== null && parts.length > 1) walkList(walk, body, source, scope, stdin, last ?? undefined);
  const { input, pipes } = redirectsOf(walk, node, source, scope);
  if (last !== null) walkNode(walk, last, source, scope, input ?? stdin);
  for (const after of pipes) walkNode(walk, after, source, scope, unknownInput(source, after));
}

function unknownInput(source: ShellSource, node: Node): Stdin {
  const at = placeOf(source, node);
  return { ...unknown('$(…)'), at, line: at.line ?? source.line };
}

function walkPipeline(walk: Walk, node: Node, source: ShellSource, scope: Scope, stdin?: Stdin): void {
  let input = stdin;
  for (const child of childrenOf(node)) {
    walkNode(walk, child, source, copyScope(scope), input);
    input = producedBy(walk, child, source, scope) ?? unknownInput(source, child);
  }
}

/** What a stage of a pipe writes, where it only says a text or gives a file: `echo …`, `printf '…'`, `cat file`. */
function producedBy(walk: Walk, node: Node, source: ShellSource, scope: Scope): Stdin | undefined {
  if (node.type === 'redirected_statement') {
    const body = node.childForFieldName('body');
    const { input } = redirectsOf(walk, node, source, scope);
    return body?.text === 'cat' ? input : undefined;
  }
  if (node.type !== 'command') return undefined;
  const [name, ...rest] = childrenOf(node);
  const at = placeOf(source, node);
  const words = rest.map((one) => evaluate(walk, one, source, scope)).filter(({ text }) => !/^-[neE]+$/.test(text));
  const [first] = words;
  if (first === undefined) return undefined;
  if (name?.text === 'cat' && words.length === 1) return { ...unknown('$(…)'), at, line: 1, file: first };
  if (name?.text !== 'echo' && !(name?.text === 'printf' && words.length === 1)) return undefined;
  return { text: words.map(({ text }) => text).join(' '), resolved: words.every(({ resolved }) => resolved), at, line: at.line ?? source.line };
}

/** `[ -f "$x" ]`, `[[ … ]]`: what they look at is matched, what they name is used. */
function walkTest(walk: Walk, node: Node, source: ShellSource, scope: Scope): void {
  const expressions = node.descendantsOfType(['simple_expansion', 'expansion', 'command_substitution']);
  for (const one of expressions) if (one !== null && one.parent?.type !== 'command_substitution') evaluate(walk, one, source, scope);
}
