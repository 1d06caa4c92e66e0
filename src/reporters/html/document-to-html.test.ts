import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Document } from '../../model/document.ts';
import { documentToHtml } from './document-to-html.ts';

const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\' `&amp;</td></style><!--';

/** One document with a text in every place that takes one. */
function documentOf(text: string): Document {
  const blocks: Block[] = [
    { kind: 'heading', level: 2, text },
    { kind: 'text', spans: [{ text: `x${text}` }, { text: `x${text}`, tone: 'fail' }] },
    { kind: 'table', caption: text, columns: [{ title: `x${text}`, align: 'right' }], rows: [[{ text }], [{ text: `x${text}`, tone: 'pass' }]] },
    {
      kind: 'contrast',
      labels: [text],
      caption: text,
      rows: [
        { labels: [{ text }], note: { text: `x${text}` } },
        { labels: [{ text }], legacy: `x${text}` },
      ],
    },
    { kind: 'tree', nodes: [{ label: { text }, children: [{ label: { text } }] }] },
    { kind: 'list', items: [{ text }] },
    { kind: 'figure', language: text, text },
  ];
  return { title: text, status: 'fail', statusText: `x${text}`, blocks };
}

const tags = (html: string) => html.replace(/<style>[\s\S]*?<\/style>/, '<style>').match(/<[^>]*>/g);

describe('a document as a page', () => {
  it('has the same elements whatever its texts hold', () => {
    const plain = tags(documentToHtml(documentOf('x')));
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...'<>"\'`&/=! -a'), { maxLength: 30 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(tags(documentToHtml(documentOf(text)))).toEqual(plain);
      }),
    );
    expect(tags(documentToHtml(documentOf(HOSTILE)))).toEqual(plain);
  });

  it('marks what differs, and lets no text become an element', () => {
    const page = documentToHtml({
      title: 't',
      blocks: [{ kind: 'contrast', labels: ['key'], rows: [{ labels: [{ text: '1' }], legacy: 'price 10 <b>', candidate: 'price 12 <b>' }] }],
    });
    expect(page).toContain('price 1<del>0</del> &#60;b&#62;');
    expect(page).toContain('price 1<ins>2</ins> &#60;b&#62;');
    const hostile = documentToHtml({
      title: 't',
      blocks: [{ kind: 'contrast', labels: [], rows: [{ labels: [], legacy: HOSTILE, candidate: '\u202e' }] }],
    });
    expect(hostile).not.toContain('<script');
    expect(hostile).not.toContain('<img');
    expect(hostile).toContain('<ins>\\u{202e}</ins>');
  });

  it('shows what is empty, and what is absent', () => {
    const rows = [
      { labels: [], legacy: '', candidate: 'a' },
      { labels: [], note: { text: 'only in legacy' } },
    ];
    const page = documentToHtml({ title: 't', blocks: [{ kind: 'contrast', labels: [], rows }] });
    expect(page).toContain('<span class="muted">(empty)</span></td><td class="side"><ins>a</ins>');
    expect(page).toContain('<tr><td colspan="2"><span class="muted">only in legacy</span></td></tr>');
  });

  it('loads nothing, and allows its own style alone', () => {
    const page = documentToHtml(documentOf('x'));
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    expect(page).toContain(`default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(page).not.toMatch(/https?:|url\(|@import|\ssrc=|\shref=|\sstyle=|\son\w+=|<script/);
  });
});
