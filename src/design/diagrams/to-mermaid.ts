import type { Diagram, NodeKind } from '../../model/diagram.ts';
import { visible } from '../../runtime/text.ts';

/** Mermaid's shapes (mermaid.js.org, flowchart syntax). */
const SHAPES: Readonly<Record<NodeKind, readonly [open: string, close: string]>> = {
  scheduler: ['([', '])'],
  batch: ['[', ']'],
  file: ['[/', '/]'],
  database: ['[(', ')]'],
  'object-store': ['[(', ')]'],
  queue: ['>', ']'],
  partner: ['[[', ']]'],
  people: ['((', '))'],
};

/** A flowchart in Mermaid's text. Labels are quoted, and what Mermaid or HTML would read as markup is written as entity codes. */
export function toMermaid({ title, nodes, edges }: Diagram): string {
  const groups = [...new Set(nodes.map(({ group }) => group))];
  const frames = groups.flatMap((group, index) => [
    `  subgraph g${index + 1}["${quoted(group)}"]`,
    ...nodes.filter((node) => node.group === group).map(({ id, label, kind }) => `    ${id}${SHAPES[kind][0]}"${quoted(label)}"${SHAPES[kind][1]}`),
    '  end',
  ]);
  const arrows = edges.map(({ from, to, step, label }) => `  ${from} -->|"${quoted(`${step}. ${label}`)}"| ${to}`);
  return [`%% ${visible(title).replace(/[{}%]/g, ' ')}`, 'flowchart LR', ...frames, ...arrows, ''].join('\n');
}

function quoted(text: string): string {
  return visible(text).replace(/[^\p{L}\p{N} .,:/_@=+*()-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
}
