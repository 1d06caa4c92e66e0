import { type HostTree, makeHostTree, type TreeFile } from '../survey/tree/host-tree.ts';

/** A host in memory: text by path; `-> target` is a link. `more` adds to a file what else is known of it. */
export function treeOf(
  texts: Readonly<Record<string, string>>,
  answers: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, Partial<TreeFile>>> = {},
): HostTree {
  const files = Object.entries(texts).map(([path, text]): TreeFile => {
    const [, target] = /^-> (.+)$/.exec(text) ?? [];
    if (target !== undefined) return { path, type: 'link', size: 0, target };
    return { path, type: 'file', size: text.length, content: () => Buffer.from(text), ...more[path] };
  });
  return makeHostTree(files, { host: { name: 'host', from: 'bundle', at: '2026-11-27T12:00:00.000Z', facts: {} }, answers, unread: [] });
}
