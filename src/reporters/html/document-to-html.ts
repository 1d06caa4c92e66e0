import { createHash } from 'node:crypto';
import { type Document, statusText } from '../../model/document.ts';
import { escapeHtml } from './escape-html.ts';
import { htmlBlock } from './html-block.ts';
import { HTML_STYLE } from './html-style.ts';

/**
 * A document as one HTML page that needs nothing else: no script, no font, no picture, and its policy forbids to load any
 * (https://www.w3.org/TR/CSP3/: the style is allowed by its hash). Hostile text stays text.
 */
export function documentToHtml(document: Document): string {
  const title = escapeHtml(document.title);
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(HTML_STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;
  const badge = document.status === undefined ? '' : `<strong class="badge ${document.status}">${escapeHtml(statusText(document))}</strong>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
<header><h1>${title}</h1>${badge}</header>
<main>
${document.blocks.map(htmlBlock).join('\n')}
</main>
</body>
</html>
`;
}
