import { describe, expect, it } from 'vitest';
import type { Condition, GateReport } from '../model/gate.ts';
import { conditionsToAnnotations } from '../reporters/conditions-to-annotations.ts';
import { conditionsToJunit } from '../reporters/conditions-to-junit.ts';
import { documentToMarkdown } from '../reporters/document-to-markdown.ts';
import { gateDocument } from './gate-document.ts';

describe('what the gate hands to CI', () => {
  const textOf = (text: string) => {
    const condition: Condition = { id: 'covered', title: text, status: 'fail', summary: text, evidence: [text], fix: text };
    const head = { seq: 1, hash: 'a'.repeat(64) };
    const report: GateReport = {
      schema: 'twinrun.gate/1',
      at: '2026-11-27T12:00:00.000Z',
      status: 'fail',
      ledger: { head, conditions: [condition] },
      scenarios: [],
    };
    return {
      markdown: documentToMarkdown(gateDocument(report)),
      junit: conditionsToJunit([{ of: text, condition }], report.at),
      annotations: conditionsToAnnotations([{ of: text, condition }]),
    };
  };

  it.each([
    'a | b | c',
    '| x\n|---|\n::error::y',
    '<img src=x onerror=alert(1)><script>',
    '\n# Gate of all PASS\n**PASS**',
    '[x](javascript:alert(1)) ![](http://h/p.png) `a` ~~b~~ $c$ @d',
    ']]></failure></testcase><testcase name="x"/>',
    '\r\n%0A::stop-commands::x\n\u001b[2J\u2028::error::z\u202e',
  ])('is as long as with harmless text, whatever a batch is called: %j', (hostile) => {
    const [mine, harmless] = [textOf(hostile), textOf('harmless')];
    expect(mine.markdown.split(/\r\n|[\n\r\u2028]/)).toHaveLength(harmless.markdown.split('\n').length);
    expect(mine.markdown).not.toMatch(/<(?:img|script)|(?<!\\)\]\(|(?<!\\)\||^#+ Gate of all/m);
    expect(mine.junit.match(/<testcase/g)).toHaveLength(1);
    expect(mine.annotations.split(/\r\n|[\n\r\u2028]/)).toHaveLength(2);
    expect(mine.annotations.match(/^::/gm)).toHaveLength(1);
    for (const text of Object.values(mine)) for (const sign of ['\u001b', '\u202e']) expect(text).not.toContain(sign);
  });
});
