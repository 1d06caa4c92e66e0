import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

export type { Node } from 'web-tree-sitter';

/** Parses shell text. The root lives as long as the parser's tree, which is left to the garbage collector. */
export type ParseShell = (text: string) => Node;

let loading: Promise<ParseShell> | undefined;

/** The grammar of bash, which reads POSIX sh as well; loaded once. It repairs: what it could not read is an ERROR node or one that is missing. */
export function loadShellGrammar(): Promise<ParseShell> {
  loading ??= (async () => {
    await Parser.init();
    const parser = new Parser();
    parser.setLanguage(await Language.load(createRequire(import.meta.url).resolve('tree-sitter-bash/tree-sitter-bash.wasm')));
    return (text) => {
      const { text: ready, added } = braced(text);
      const tree = parser.parse(ready);
      if (tree === null) throw new Error('the parser of the shell was stopped');
      addedTo.set(tree, added);
      return tree.rootNode;
    };
  })();
  return loading;
}

/** Where braces were added to the text of a tree, rising. */
const addedTo = new WeakMap<object, readonly number[]>();

/**
 * `$NAME` within a word as `${NAME}`, which is the same but in single quotes. Without it the grammar cuts `$A/x_$B.csv` at the second name and says of no
 * error (tree-sitter-bash 0.25.1). Lines stay.
 */
function braced(text: string): { readonly text: string; readonly added: readonly number[] } {
  const added: number[] = [];
  const ready = text.replace(/(?<=[^\s\\])\$([A-Za-z_]\w*|[0-9@*?])/g, (_, name: string, at: number) => {
    const open = at + added.length + 1;
    added.push(open, open + 1 + name.length);
    return `\${${name}}`;
  });
  return { text: ready, added };
}

/** The text of a node as it was written. */
export function writtenText(node: Node): string {
  const added = new Set((addedTo.get(node.tree) ?? []).map((at) => at - node.startIndex).filter((at) => at >= 0 && at < node.text.length));
  if (added.size === 0) return node.text;
  let text = '';
  for (let at = 0; at < node.text.length; at++) if (!added.has(at)) text += node.text[at];
  return text;
}

/** Getting children out of the parser's memory takes most of a walk, and functions are walked at each call. */
const children = new WeakMap<Node, readonly Node[]>();

/** Named children, nulls of the library left out. */
export function childrenOf(node: Node): readonly Node[] {
  const known = children.get(node);
  if (known !== undefined) return known;
  const found = node.namedChildren.filter((child): child is Node => child !== null);
  children.set(node, found);
  return found;
}

/** The first place in a tree that is not shell as the grammar knows it; undefined where there is none. */
export function firstError(root: Node): Node | undefined {
  if (!root.hasError) return undefined;
  let at = root;
  for (;;) {
    const next = at.children.find((child): child is Node => child !== null && (child.isError || child.isMissing || child.hasError));
    if (next === undefined) return at;
    if (next.isError || next.isMissing) return next;
    at = next;
  }
}
