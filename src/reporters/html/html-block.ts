import type { Block, Text, TreeNode } from '../../model/document.ts';
import type { Part } from '../contrast/contrast-parts.ts';
import { contrastRow, EMPTY } from '../contrast/contrast-row.ts';
import { withoutEmptyColumns } from '../without-empty-columns.ts';
import { escapeHtml } from './escape-html.ts';

type BlockOf<K extends Block['kind']> = Extract<Block, { kind: K }>;

export function htmlBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${escapeHtml(block.text)}</h${block.level}>`;
    case 'text':
      return `<p>${block.spans.map(htmlText).join('')}</p>`;
    case 'table':
      return htmlTable(withoutEmptyColumns(block));
    case 'contrast':
      return htmlContrast(block);
    case 'tree':
      return htmlTree(block.nodes);
    case 'list': {
      const name = block.ordered === true ? 'ol' : 'ul';
      return `<${name}>${block.items.map((item) => `<li>${htmlText(item)}</li>`).join('')}</${name}>`;
    }
    case 'figure':
      return `<pre>${escapeHtml(block.text, true)}</pre>`;
  }
}

/** The tone is one of a fixed set of words, and the name of a class of the style. */
function htmlText({ text, tone }: Text): string {
  return tone === undefined || tone === 'plain' || text === '' ? escapeHtml(text) : `<span class="${tone}">${escapeHtml(text)}</span>`;
}

function htmlTable({ columns, rows, caption }: BlockOf<'table'>): string {
  const classes = columns.map(({ align }) => (align === 'right' ? ' class="right"' : ''));
  const body = rows.map(
    (row) => `<tr>${columns.map((_, index) => `<td${classes[index]}>${htmlText(row[index] ?? { text: '' })}</td>`).join('')}</tr>`,
  );
  return scrolled('', caption, columns.map(({ title }, index) => `<th scope="col"${classes[index]}>${escapeHtml(title)}</th>`).join(''), body);
}

function htmlContrast({ labels, rows, caption }: BlockOf<'contrast'>): string {
  const head = [...labels, 'legacy', 'candidate'].map((title) => `<th scope="col">${escapeHtml(title)}</th>`).join('');
  const body = rows.map(contrastRow).flatMap((row) => {
    const names = labels.map((_, index) => `<td>${htmlText(row.labels[index] ?? { text: '' })}</td>`).join('');
    const alone = row.legacy.length + row.candidate.length === 0;
    const note = row.note === undefined ? '' : `<td colspan="2">${htmlText({ tone: 'muted', ...row.note })}</td>`;
    if (alone) return [`<tr>${names}${note === '' ? '<td colspan="2"></td>' : note}</tr>`];
    const sides = `<td class="side">${htmlParts(row.legacy, 'del')}</td><td class="side">${htmlParts(row.candidate, 'ins')}</td>`;
    return [`<tr>${names}${sides}</tr>`, ...(note === '' ? [] : [`<tr><td colspan="${labels.length}"></td>${note}</tr>`])];
  });
  return scrolled(' class="contrast"', caption, head, body);
}

function htmlParts(parts: readonly Part[], mark: 'del' | 'ins'): string {
  if (parts === EMPTY) return htmlText({ text: '(empty)', tone: 'muted' });
  return parts.map(({ text, changed }) => (changed ? `<${mark}>${escapeHtml(text)}</${mark}>` : escapeHtml(text))).join('');
}

function scrolled(attributes: string, caption: string | undefined, head: string, body: readonly string[]): string {
  const title = caption === undefined ? '' : `<caption>${escapeHtml(caption)}</caption>`;
  return `<div class="scroll"><table${attributes}>${title}<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

function htmlTree(nodes: readonly TreeNode[]): string {
  const items = nodes.map(({ label, children = [] }) => `<li>${htmlText(label)}${children.length === 0 ? '' : htmlTree(children)}</li>`);
  return `<ul class="tree">${items.join('')}</ul>`;
}
