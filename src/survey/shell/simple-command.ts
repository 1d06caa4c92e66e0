import { assign } from './assignments.ts';
import { childrenOf, type Node, writtenText } from './grammar.ts';
import { redirectsOf } from './redirects.ts';
import { copyScope, known, type Scope, type Word } from './scope.ts';
import { placeOf, type ShellSource, type Stdin, type Walk } from './walk.ts';
import { evaluate } from './words.ts';

/** Walks a command with its own assignments and redirects. What the grammar reads wrongly is listed and not followed. */
export function walkCommand(walk: Walk, node: Node, source: ShellSource, scope: Scope, stdin?: Stdin): void {
  const words: Word[] = [];
  let input = stdin;
  const own = copyScope(scope);
  let assigned = false;
  const cut = cutWord(node);
  if (cut !== undefined) {
    walk.uses.unresolved(placeOf(source, node), 'parse-error', writtenText(node), 'the grammar cuts a word of this in two: it was not followed');
    if (cut.type === 'variable_assignment') assign(walk, cut, source, scope, true);
    return;
  }
  for (const child of childrenOf(node)) {
    if (child.type === 'variable_assignment') {
      assign(walk, child, source, own);
      assigned = true;
    } else if (child.type === 'herestring_redirect') {
      const at = placeOf(source, child);
      const [text] = childrenOf(child);
      if (text !== undefined) input = { ...evaluate(walk, text, source, scope), at, line: at.line ?? source.line };
    } else if (/_redirect$/.test(child.type)) {
      input = redirectsOf(walk, child, source, scope).input ?? input;
    } else if (child.type === 'simple_expansion' || (child.type === 'expansion' && !/[-=+?#%]/.test(child.text))) {
      // Without quotes the shell splits what comes out.
      const value = evaluate(walk, child, source, scope);
      if (value.resolved)
        words.push(
          ...value.text
            .split(/\s+/)
            .filter((part) => part !== '')
            .map(known),
        );
      else words.push(value);
    } else words.push(evaluate(walk, child, source, scope));
  }
  if (words.length === 0) return;
  walk.run(walk, {
    words,
    at: placeOf(source, node),
    scope: assigned ? { ...own, functions: scope.functions } : scope,
    ...(input === undefined ? {} : { stdin: input }),
  });
}

/** The first of two words with no blank between them, or an escaped one: that is one word, so the grammar was wrong. */
function cutWord(node: Node): Node | undefined {
  const words = childrenOf(node);
  return words.find((word, at) => {
    const next = words[at + 1];
    if (next === undefined || /_redirect$/.test(next.type)) return false;
    const between = node.text.slice(word.endIndex - node.startIndex, next.startIndex - node.startIndex);
    return between === '' || /\\(?!\n)/.test(between);
  });
}
