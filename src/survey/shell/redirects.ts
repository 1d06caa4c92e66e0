import { childrenOf, type Node, writtenText } from './grammar.ts';
import { useFile } from './paths.ts';
import { known, type Scope, unknown } from './scope.ts';
import { placeOf, type ShellSource, type Stdin, type Walk } from './walk.ts';
import { evaluate, join } from './words.ts';

interface Redirects {
  readonly input?: Stdin;
  /** Pipelines that the grammar hangs below a here-document. */
  readonly pipes: readonly Node[];
}

/** Files that the redirects of a statement read and write, what it gets on stdin, and what stands behind a here-document's mark. */
export function redirectsOf(walk: Walk, node: Node, source: ShellSource, scope: Scope): Redirects {
  let input: Stdin | undefined;
  const pipes: Node[] = [];
  const nodes = /_redirect$/.test(node.type) ? [node] : childrenOf(node).filter(({ type }) => /_redirect$/.test(type));
  for (const one of nodes) {
    if (one.type === 'file_redirect') input = fileRedirect(walk, one, source, scope) ?? input;
    else if (one.type === 'heredoc_redirect') {
      input = heredoc(walk, one, source, scope);
      for (const child of childrenOf(one)) {
        if (child.type === 'file_redirect') fileRedirect(walk, child, source, scope);
        else if (!/^heredoc_|^file_descriptor$/.test(child.type)) pipes.push(child);
      }
    } else {
      const at = placeOf(source, one);
      const [text] = childrenOf(one);
      if (text !== undefined) input = { ...evaluate(walk, text, source, scope), at, line: at.line ?? source.line };
    }
  }
  return { pipes, ...(input === undefined ? {} : { input }) };
}

function fileRedirect(walk: Walk, node: Node, source: ShellSource, scope: Scope): Stdin | undefined {
  const target = node.childForFieldName('destination');
  if (target === null) return undefined;
  const operator = node.children.find((child) => child !== null && !child.isNamed)?.text ?? '>';
  const word = evaluate(walk, target, source, scope);
  const at = placeOf(source, node);
  // `2>&1`, `>&-`: no file.
  if (/&$/.test(operator) && /^(?:\d+|-)$/.test(word.text)) return undefined;
  const access = operator.startsWith('<') ? 'read' : operator.includes('>>') ? 'append' : 'write';
  useFile(walk, scope, word, access, 'redirect', at);
  return operator === '<' ? { ...unknown('$(…)'), at, line: 1, file: word } : undefined;
}

function heredoc(walk: Walk, node: Node, source: ShellSource, scope: Scope): Stdin {
  const body = childrenOf(node).find(({ type }) => type === 'heredoc_body');
  const start = childrenOf(node).find(({ type }) => type === 'heredoc_start')?.text ?? '';
  const at = placeOf(source, body ?? node);
  const line = at.line ?? source.line;
  if (body === undefined) return { ...known(''), at, line };
  const literal = /['"\\]/.test(start);
  if (literal) return { ...known(writtenText(body)), at, line };
  const pieces = [];
  let index = 0;
  for (const child of childrenOf(body)) {
    if (child.type === 'heredoc_content') continue;
    pieces.push(known(body.text.slice(index, child.startIndex - body.startIndex)), evaluate(walk, child, source, scope));
    index = child.endIndex - body.startIndex;
  }
  return { ...join([...pieces, known(body.text.slice(index))]), at, line };
}
