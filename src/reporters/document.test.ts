import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Document } from '../model/document.ts';
import { documentToMarkdown } from './document-to-markdown.ts';
import { documentToTerminal } from './document-to-terminal.ts';
import { widthOf, wrap } from './fit.ts';

const HOSTILE = '\u001b[2J\u001b]0;owned\u0007';
const RTL = 'safe\u202egpj.exe';

const DOCUMENT: Document = {
  title: `client-export ${HOSTILE}`,
  status: 'fail',
  blocks: [
    { kind: 'text', spans: [{ text: 'The sides ' }, { text: 'do not match', tone: 'fail' }, { text: ': 2 of 100,000 rows.' }] },
    { kind: 'text', spans: [{ text: '- no list, <script>alert(1)</script> & `code` http://evil.example' }] },
    { kind: 'heading', level: 2, text: 'Differences' },
    {
      kind: 'table',
      caption: 'first differences',
      columns: [{ title: 'client_id', align: 'right' }, { title: '名前' }, { title: 'legacy' }, { title: 'candidate' }],
      rows: [
        [{ text: '1' }, { text: '山田 太郎' }, { text: '=cmd|calc' }, { text: '<script>', tone: 'fail' }],
        [{ text: '11' }, { text: '佐' }, { text: RTL }, { text: 'line\nbreak' }],
        [{ text: '111' }, { text: '👩‍👩‍👧 家族' }, { text: `${'very long '.repeat(20)}end` }, { text: '', tone: 'fail' }],
        [{ text: '7' }],
      ],
    },
    { kind: 'heading', level: 3, text: 'Rollback' },
    {
      kind: 'tree',
      nodes: [
        { label: { text: 'legacy', tone: 'strong' }, children: [{ label: { text: 'take legacy-1' } }, { label: { text: `log ${HOSTILE}` } }] },
        { label: { text: 'candidate' }, children: [{ label: { text: 'pass', tone: 'pass' }, children: [{ label: { text: 'deep' } }] }] },
      ],
    },
    { kind: 'list', ordered: true, items: [{ text: 'run the legacy batch' }, { text: '2. again' }] },
    { kind: 'list', items: [{ text: 'decide by 06:00', tone: 'warning' }] },
    { kind: 'figure', language: 'mer"maid', text: `graph LR\n\ta --> b ${HOSTILE}\n\`\`\`\n` },
  ],
};

describe('a document on a terminal', () => {
  it('reads like this', () => {
    expect(documentToTerminal(DOCUMENT, { colour: false, width: 80 })).toMatchInlineSnapshot(`
      "client-export \\x1b[2J\\x1b]0;owned\\x07  FAIL

      The sides do not match: 2 of 100,000 rows.
      - no list, <script>alert(1)</script> & \`code\` http://evil.example

      DIFFERENCES
      first differences
      client_id  名前                        legacy                      candidate
      ─────────  ──────────────────────────  ──────────────────────────  ─────────────
              1  山田 太郎                   =cmd|calc                   <script>
             11  佐                          safe\\u{202e}gpj.exe         line\\x0abreak
            111  👩\\u{200d}👩\\u{200d}👧      very long very long very
                 家族                        long very long very long
                                             very long very long very
                                             long very long very long
                                             very long very long very
                                             long very long very long …
              7

      Rollback
      ├─ legacy
      │  ├─ take legacy-1
      │  └─ log \\x1b[2J\\x1b]0;owned\\x07
      └─ candidate
         └─ pass
            └─ deep

      1. run the legacy batch
      2. 2. again

      • decide by 06:00

        graph LR
        	a --> b \\x1b[2J\\x1b]0;owned\\x07
        \`\`\`
      "
    `);
  });

  it('says the same in colours, and obeys no control character of its texts', () => {
    const coloured = documentToTerminal(DOCUMENT, { colour: true, width: 80 });
    expect(coloured).toContain('\u001b[32mpass\u001b[39m');
    expect(stripVTControlCharacters(coloured)).toBe(documentToTerminal(DOCUMENT, { colour: false, width: 80 }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(coloured.replace(/\u001b\[\d+m/g, '')).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('keeps any table within the width, each column in its place', () => {
    const cell = fc.record({ text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('山田', '=1', HOSTILE, RTL, 'x'.repeat(300), '')) });
    const tables = fc.record({ rows: fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 5 }), width: fc.integer({ min: 30, max: 120 }) });
    fc.assert(
      fc.property(tables, ({ rows, width }) => {
        const columns = ['a', 'b', 'c', 'd'].map((title) => ({ title }));
        const text = documentToTerminal({ title: '', blocks: [{ kind: 'table', columns, rows }] }, { colour: false, width });
        const lines = text.replace(/\n$/, '').split('\n').slice(2);
        expect(lines.length).toBeGreaterThanOrEqual(rows.length + 2);
        expect(lines.length).toBeLessThanOrEqual(rows.length * 6 + 2);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('wrap', () => {
  it('loses nothing but spaces at the breaks, unless it has to cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 20, max: 80 }), (text, width) => {
        const lines = wrap(text, width, 1_000);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });

  it('breaks at spaces where there are any near', () => {
    expect(wrap('1 removed, 0 added, 100,600 changed', 22, 6)).toEqual(['1 removed, 0 added,', '100,600 changed']);
    expect(wrap('a b c d e f', 3, 2)).toEqual(['a b', 'c …']);
  });
});

describe('a document as Markdown', () => {
  it('reads like this', () => {
    expect(documentToMarkdown(DOCUMENT)).toMatchInlineSnapshot(`
      "# client-export \\\\x1b\\[2J\\\\x1b\\]0;owned\\\\x07

      **FAIL**

      The sides **do not match**: 2 of 100,000 rows.

      \\- no list, &lt;script&gt;alert(1)&lt;/script&gt; &amp; \\\`code\\\` http:\\//evil.example

      ## Differences

      first differences

      | client_id | 名前 | legacy | candidate |
      | ---: | --- | --- | --- |
      | 1 | 山田 太郎 | =cmd\\|calc | **&lt;script&gt;** |
      | 11 | 佐 | safe\\\\u{202e}gpj.exe | line\\\\x0abreak |
      | 111 | 👩\\\\u{200d}👩\\\\u{200d}👧 家族 | very long very long very long very long very long very long very long very long very long very long very long very long very long very long very long very long very long very long very long very long end |  |
      | 7 |  |  |  |

      ### Rollback

      - **legacy**
        - take legacy-1
        - log \\\\x1b\\[2J\\\\x1b\\]0;owned\\\\x07
      - candidate
        - **pass**
          - deep

      1. run the legacy batch
      2. 2\\. again

      - **decide by 06:00**

      \`\`\`\`mermaid
      graph LR
      	a --> b \\x1b[2J\\x1b]0;owned\\x07
      \`\`\`
      \`\`\`\`
      "
    `);
  });

  it('keeps any text inside its cell, free of HTML', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('|', '\\', '`', '<', '\n', '*', '_', 'a', '\r') })), (text) => {
        const markdown = documentToMarkdown({
          title: 't',
          blocks: [{ kind: 'table', columns: [{ title: 'a' }, { title: 'b' }], rows: [[{ text }, { text: 'x' }]] }],
        });
        const lines = markdown.trimEnd().split('\n');
        expect(lines).toHaveLength(5);
        expect(lines[4]).not.toMatch(/[<>]/);
        // An unescaped pipe begins a cell: there are three of them in a row of two cells.
        expect([...(lines[4] ?? '').replace(/\\./gu, '').matchAll(/\|/g)]).toHaveLength(3);
      }),
    );
  });

  it('cannot be left through a fence', () => {
    const text = documentToMarkdown({ title: 't', blocks: [{ kind: 'figure', language: '', text: '````\n# heading\n````' }] });
    expect(text).toBe('# t\n\n`````\n````\n# heading\n````\n`````\n');
  });
});
