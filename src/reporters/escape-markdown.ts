import { visible } from '../runtime/text.ts';

/**
 * Text that Markdown (CommonMark, GitHub's extensions) shows as it stands, on one line: no emphasis, link, HTML, table or mathematics comes of it,
 * control characters are visible. An underscore within a word means nothing to Markdown and stays, so that names read well in the source too.
 */
export function escapeMarkdown(text: string): string {
  return visible(text)
    .replace(/[\\`*[\]#|~$]/g, (character) => `\\${character}`)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/:\/\//g, ':\\//')
    .replace(/\bwww\./gi, (match) => `${match.slice(0, -1)}\\.`);
}

/** The same at the beginning of a block, where a sign or number would begin a list, a rule or a heading. */
export function escapeMarkdownBlock(text: string): string {
  return escapeMarkdown(text)
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2')
    .replace(/^[ \t]+/, '');
}
