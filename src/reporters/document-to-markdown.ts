import { type Block, type Document, statusText, type Text, type TreeNode } from '../model/document.ts';
import { visible } from '../runtime/text.ts';
import { contrastTable } from './contrast/contrast-table.ts';
import { escapeMarkdown, escapeMarkdownBlock } from './escape-markdown.ts';
import { withoutEmptyColumns } from './without-empty-columns.ts';

/** A document as Markdown (GitHub's tables), with a newline at its end. Hostile text stays text. */
export function documentToMarkdown(document: Document): string {
  const status = document.status === undefined ? [] : [`**${statusText(document)}**`];
  return `${[`# ${escapeMarkdown(document.title)}`, ...status, ...document.blocks.map(blockText)].join('\n\n')}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${escapeMarkdown(block.text)}`;
    case 'text':
      return block.spans.map((span, index) => emphasised(span, index === 0)).join('');
    case 'table':
      return tableText(withoutEmptyColumns(block));
    case 'contrast':
      return tableText(withoutEmptyColumns(contrastTable(block)));
    case 'tree':
      return treeLines(block.nodes, '').join('\n');
    case 'list':
      return block.items.map((item, index) => `${block.ordered === true ? `${index + 1}.` : '-'} ${emphasised(item, true)}`).join('\n');
    case 'figure':
      return figureText(block.language, visible(block.text, true).replace(/\n$/, ''));
  }
}

function tableText(table: Extract<Block, { kind: 'table' }>): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = [
    row(table.columns.map((column) => escapeMarkdown(column.title))),
    row(table.columns.map((column) => (column.align === 'right' ? '---:' : '---'))),
    ...table.rows.map((cells) => row(table.columns.map((_, index) => emphasised(cells[index] ?? { text: '' }, false)))),
  ];
  return [...(table.caption === undefined ? [] : [escapeMarkdownBlock(table.caption), '']), ...lines].join('\n');
}

function treeLines(nodes: readonly TreeNode[], indent: string): readonly string[] {
  return nodes.flatMap((node) => [`${indent}- ${emphasised(node.label, true)}`, ...treeLines(node.children ?? [], `${indent}  `)]);
}

/** A fence longer than any run of backticks inside cannot be closed from inside. */
function figureText(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language.replace(/[^A-Za-z0-9+-]/g, '')}\n${text}\n${fence}`;
}

/** Bold for what a terminal would colour. Spaces stay outside the marks: inside they would switch them off. */
function emphasised(span: Text, startsBlock: boolean): string {
  const text = startsBlock ? escapeMarkdownBlock(span.text) : escapeMarkdown(span.text);
  const [, before = '', core = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? [];
  const bold = core !== '' && span.tone !== undefined && span.tone !== 'plain' && span.tone !== 'muted';
  return bold ? `${before}**${core}**${after}` : text;
}
