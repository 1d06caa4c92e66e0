import { type Block, type Document, statusText, type Text, type TreeNode } from '../model/document.ts';
import { visible } from '../runtime/text.ts';
import { terminalContrast } from './contrast/terminal-contrast.ts';
import { paint, type Style } from './style.ts';
import { terminalTable } from './terminal-table.ts';
import { withoutEmptyColumns } from './without-empty-columns.ts';

/** A document as text for a terminal, with a newline at its end. Hostile text is made visible, never obeyed. */
export function documentToTerminal(document: Document, style: Style): string {
  const status = document.status === undefined ? '' : `  ${paint(style, document.status, statusText(document))}`;
  const lines = [`${paint(style, 'strong', visible(document.title))}${status}`];
  let before: Block | undefined;
  for (const block of document.blocks) {
    if (before?.kind !== 'heading' && !(before?.kind === 'text' && block.kind === 'text')) lines.push('');
    lines.push(...blockLines(block, style));
    before = block;
  }
  return `${lines.join('\n')}\n`;
}

function blockLines(block: Block, style: Style): readonly string[] {
  switch (block.kind) {
    case 'heading':
      return [paint(style, 'strong', visible(block.level === 2 && block.literal !== true ? block.text.toUpperCase() : block.text))];
    case 'text':
      return [block.spans.map((span) => painted(span, style)).join('')];
    case 'table':
      return terminalTable(withoutEmptyColumns(block), style);
    case 'contrast':
      return terminalContrast(block, style);
    case 'tree':
      return treeLines(block.nodes, '', style);
    case 'list':
      return block.items.map((item, index) => `${block.ordered === true ? `${index + 1}.` : '•'} ${painted(item, style)}`);
    case 'figure':
      return visible(block.text, true)
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `  ${line}`);
  }
}

function treeLines(nodes: readonly TreeNode[], indent: string, style: Style): readonly string[] {
  return nodes.flatMap((node, index) => {
    const last = index === nodes.length - 1;
    const own = `${paint(style, 'muted', `${indent}${last ? '└─' : '├─'}`)} ${painted(node.label, style)}`;
    return [own, ...treeLines(node.children ?? [], `${indent}${last ? '   ' : '│  '}`, style)];
  });
}

function painted(text: Text, style: Style): string {
  return paint(style, text.tone, visible(text.text));
}
