import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../model/document.ts';
import { documentToMarkdown } from '../document-to-markdown.ts';
import { documentToTerminal } from '../document-to-terminal.ts';
import { widthOf } from '../fit.ts';

const BLOCK: Block = {
  kind: 'contrast',
  labels: ['kind', 'key', 'column'],
  rows: [
    { labels: [{ text: 'changed' }, { text: '1' }, { text: 'name' }], legacy: '山田 太郎', candidate: '山田太郎' },
    { labels: [{ text: 'changed' }, { text: '2' }, { text: 'note' }], legacy: '', candidate: 'long '.repeat(30) },
    { labels: [{ text: 'changed' }, { text: '3' }, { text: '\u001b[2J' }], legacy: '\u001b]0;owned\u0007', candidate: '<b>|=1' },
    { labels: [{ text: 'removed' }, { text: '4' }, { text: '' }], note: { text: 'only in legacy' } },
    { labels: [{ text: 'value' }, { text: '' }, { text: '' }], legacy: '1', candidate: '2', note: { text: 'the exit code' } },
  ],
};

const text = (width: number, colour = false, block: Block = BLOCK) => documentToTerminal({ title: 't', blocks: [block] }, { colour, width });

describe('a contrast on a terminal', () => {
  it('is side by side where there is room', () => {
    expect(text(80)).toMatchInlineSnapshot(`
      "t

      kind     key  column   legacy            candidate
      ───────  ───  ───────  ────────────────  ───────────────────────────────────────
      changed  1    name     山田␣太郎         山田太郎
      changed  2    note     (empty)           long long long long long long long long
                                                long long long long long long long lon
                                               g long long long long long long long lo
                                               ng long long long long long long␣
      changed  3    \\x1b[2J  \\x1b]0;owned\\x07  <b>|=1
      removed  4             only in legacy
      value                  1                 2
                             the exit code
      "
    `);
  });

  it('is below each other where there is none', () => {
    expect(text(44)).toMatchInlineSnapshot(`
      "t

      changed  1  name
        legacy     山田␣太郎
        candidate  山田太郎
      changed  2  note
        legacy     (empty)
        candidate  long long long long long long l
                   ong long long long long long lo
                   ng long long long long long lon
                   g long long long long long long
                    long long long long long␣
      changed  3  \\x1b[2J
        legacy     \\x1b]0;owned\\x07
        candidate  <b>|=1
      removed  4
        only in legacy
      value
        legacy     1
        candidate  2
        the exit code
      "
    `);
  });

  it('colours and underlines what differs, and says the same', () => {
    const coloured = text(80, true);
    expect(coloured).toContain('山田\u001b[31m\u001b[4m␣\u001b[24m\u001b[39m太郎');
    expect(stripVTControlCharacters(coloured)).toBe(text(80));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(coloured.replace(/\u001b\[\d+m/g, '')).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  });

  it('keeps within the width', () => {
    const word = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('山田', '\u001b[2J', 'x'.repeat(300), ''));
    const side = fc.option(word, { nil: undefined });
    const rows = fc.array(fc.record({ key: word, legacy: side, candidate: side }), { maxLength: 5 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 24, max: 140 }), (all, width) => {
        const block: Block = {
          kind: 'contrast',
          labels: ['kind', 'key'],
          rows: all.map(({ key, legacy, candidate }) => ({
            labels: [{ text: 'changed' }, { text: key }],
            ...(legacy === undefined ? {} : { legacy }),
            ...(candidate === undefined ? {} : { candidate }),
          })),
        };
        for (const line of text(width, false, block).split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

it('is a table in Markdown, harmless', () => {
  const markdown = documentToMarkdown({ title: 't', blocks: [BLOCK] });
  expect(markdown).toContain('| kind | key | column | legacy | candidate |  |');
  expect(markdown).toContain('| &lt;b&gt;\\|=1 |');
  expect(markdown).not.toContain('\u001b');
});
