import { childrenOf, type Node } from './grammar.ts';
import type { Scope } from './scope.ts';

/** The pieces of a `"…"` string with the text between them, which the grammar gives no nodes for where it is blank. */
export function stringParts(node: Node): readonly (string | Node)[] {
  const parts: (string | Node)[] = [];
  const unescaped = (text: string) => text.replace(/\\\n/g, '').replace(/\\(["\\$`])/g, '$1');
  const start = node.startIndex;
  let at = node.text.indexOf('"') + 1;
  for (const child of childrenOf(node)) {
    if (child.type === 'string_content') continue;
    // The grammar takes the blank between two of them into the one that follows.
    const blank = /^\s*/.exec(child.text)?.[0] ?? '';
    parts.push(unescaped(node.text.slice(at, child.startIndex - start)) + blank, child);
    at = child.endIndex - start;
  }
  parts.push(unescaped(node.text.slice(at, node.text.endsWith('"') ? -1 : undefined)));
  return parts;
}

/** Only at the start of a word: `~` within one is itself. */
export function tilde(node: Node, text: string, scope: Scope): string {
  if (node.parent?.type === 'concatenation' && node.parent.startIndex !== node.startIndex) return text;
  const home = scope.variables.get('HOME');
  return home?.resolved && /^~(?:\/|$)/.test(text) ? home.text + text.slice(1) : text;
}

/** What `#`, `##`, `%` and `%%` leave: patterns with at most one star, at the end that is cut into. */
export function cutAffix(text: string, [, operator = '', before = '', star, after = '']: RegExpExecArray): string {
  const long = operator.length === 2;
  if (star === undefined)
    return operator.startsWith('#')
      ? text.startsWith(before)
        ? text.slice(before.length)
        : text
      : text.endsWith(before) && before !== ''
        ? text.slice(0, -before.length)
        : text;
  if (operator.startsWith('#') && before === '') {
    const at = long ? text.lastIndexOf(after) : text.indexOf(after);
    return at < 0 ? text : text.slice(at + after.length);
  }
  if (operator.startsWith('%') && after === '') {
    const at = long ? text.indexOf(before) : text.lastIndexOf(before);
    return at < 0 ? text : text.slice(0, at);
  }
  return text;
}
