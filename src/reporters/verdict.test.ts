import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../model/check.ts';
import { cell } from '../model/difference.ts';
import { message } from '../model/message.ts';
import type { RunRecord } from '../model/run.ts';
import type { JudgedCheck, Verdict } from '../model/verdict.ts';
import { visible } from '../runtime/text.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { differencesToJsonl } from './differences-to-jsonl.ts';
import { verdictToJunit } from './verdict-to-junit.ts';

const RUN: RunRecord = {
  schema: 'twinrun.run/1',
  id: 'one',
  scenario: 'export',
  scenarioHash: 'a'.repeat(64),
  files: {},
  checks: {},
  kind: 'rehearsal',
  outcome: 'completed',
  startedAt: '2026-01-02T03:04:05.678Z',
  finishedAt: '2026-01-02T03:04:07.178Z',
  businessDate: '2026-01-01',
  schedule: { cron: '30 1 * * *', zone: 'Asia/Tokyo' },
  world: { kind: 'sandbox', hosts: {}, databases: {}, aws: {} },
  sides: { legacy: { runner: 'ssh', facts: {} }, candidate: { runner: 'fargate', facts: {} } },
  tags: {},
  versions: { twinrun: '0.1.0', node: '20', platform: 'linux' },
};

function result(more: Partial<CheckResult> & Pick<CheckResult, 'status'>, text = 'as expected'): CheckResult {
  return { summary: message('s', text), figures: {}, differences: [], total: 0, allowed: [], findings: [], explanations: [], ...more };
}

function check(id: string, more: Partial<JudgedCheck> & Pick<JudgedCheck, 'status'>): JudgedCheck {
  return { id, title: message('t', id), scope: 'content', options: {}, ...more };
}

function verdict(status: Verdict['status'], checks: readonly JudgedCheck[], more: Partial<Verdict> = {}): Verdict {
  const seal = 'b'.repeat(64);
  return {
    schema: 'twinrun.verdict/1',
    run: 'one',
    scenario: 'export',
    seal,
    status,
    allowed: 0,
    notComparable: [],
    notes: [],
    findings: [],
    checks,
    ...more,
  };
}

const FAILED = check('keyed-rows', {
  output: 'clients',
  status: 'fail',
  result: result(
    {
      status: 'fail',
      total: 7,
      differences: [
        {
          kind: 'changed',
          output: 'clients',
          key: ['1', '11'],
          column: 'name',
          legacy: cell('<山田> & "x"'),
          candidate: cell('\u0000\u001b[31m]]>\ud800\uffff'),
        },
        { kind: 'added', key: ['2'], candidate: { masked: { hash: 'h4', shape: 'Aa9' } } },
      ],
    },
    '2 cells differ',
  ),
});
const CRASHED = check('own-rule', {
  status: 'inconclusive',
  error: { code: 'check.crashed', message: 'own-rule crashed', at: { file: 'checks/own.ts', line: 3 }, fix: message('f', 'Mend it.') },
});
const PASSED = check('exit-code', { scope: 'outcome', status: 'pass', result: result({ status: 'pass' }) });

describe('differences.jsonl', () => {
  it('has one line a difference, with its check, its number and the true total', () => {
    const lines = differencesToJsonl(verdict('fail', [PASSED, FAILED, CRASHED]))
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      FAILED.result?.differences.map((difference, index) => ({ check: 'keyed-rows', output: 'clients', n: index + 1, total: 7, ...difference })),
    );
    expect(differencesToJsonl(verdict('pass', [PASSED]))).toBe('');
  });

  it('is read back as it was, and moves no cursor', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const differences = [{ kind: 'value', legacy: cell(text) } as const];
        const line = differencesToJsonl(verdict('fail', [check('c', { status: 'fail', result: result({ status: 'fail', total: 1, differences }) })]));
        expect(JSON.parse(line).legacy.text).toBe(text);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
        expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });
});

describe('junit.xml', () => {
  it('reads like this', () => {
    expect(verdictToJunit(verdict('fail', [PASSED, FAILED, CRASHED]), RUN)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="twinrun" tests="3" failures="1" errors="1" skipped="0" time="1.500">
        <testsuite name="export" tests="3" failures="1" errors="1" skipped="0" time="1.500" timestamp="2026-01-02T03:04:05">
          <properties>
            <property name="run" value="one"/>
            <property name="seal" value="bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"/>
            <property name="status" value="FAIL"/>
            <property name="outcome" value="completed"/>
            <property name="businessDate" value="2026-01-01"/>
            <property name="world" value="sandbox"/>
            <property name="scenarioHash" value="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"/>
          </properties>
          <testcase name="exit-code" classname="twinrun.export">
            <system-out>as expected</system-out>
          </testcase>
          <testcase name="keyed-rows (clients)" classname="twinrun.export">
            <failure message="2 cells differ" type="keyed-rows">changed clients key [&quot;1&quot;,&quot;11&quot;] column name: legacy &quot;&lt;山田&gt; &amp; \\&quot;x\\&quot;&quot;, candidate &quot;\\u0000\\u001b[31m]]&gt;\\ud800\\u{ffff}&quot;
      added key [&quot;2&quot;]: candidate masked Aa9 (h4)
      … and 5 more differences</failure>
          </testcase>
          <testcase name="own-rule" classname="twinrun.export">
            <error message="own-rule crashed" type="check.crashed">own-rule crashed
      checks/own.ts:3
      Mend it.</error>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });

  it('is red for a run that is not a pass although no check says so', () => {
    const notComparable = [message('n', 'the source moved')];
    expect(verdictToJunit(verdict('inconclusive', [PASSED], { notComparable }), RUN)).toContain('<error message="the source moved" type="verdict">');
    expect(verdictToJunit(verdict('inconclusive', []), RUN)).toContain('tests="1" failures="0" errors="1"');
    expect(verdictToJunit(verdict('pass', [PASSED]), RUN)).toContain('tests="1" failures="0" errors="0"');
  });
});

const PARSE = `
import sys, json, xml.etree.ElementTree as tree
def plain(e): return [e.tag, e.attrib, e.text or '', [plain(c) for c in e]]
sys.stdout.buffer.write(json.dumps([plain(tree.fromstring(d)) for d in json.load(sys.stdin)]).encode())`;

describeWithPrograms(['python3'], 'junit.xml as another parser reads it', ({ python3 = '' }) => {
  it('is well-formed and holds the texts, whatever they are', () => {
    const samples = fc.sample(fc.string({ unit: 'binary' }), 300);
    const documents = samples.map((text) =>
      verdictToJunit(verdict('fail', [check(text, { status: 'fail', result: result({ status: 'fail' }, text) })]), RUN),
    );
    const parsed = JSON.parse(execFileSync(python3, ['-c', PARSE], { input: JSON.stringify(documents), encoding: 'utf8', maxBuffer: 1 << 28 }));
    for (const [index, [tag, attributes, , [suite]]] of parsed.entries()) {
      expect([tag, attributes.failures]).toEqual(['testsuites', '1']);
      const testcase = suite[3][1];
      const text = samples[index] ?? '';
      // Texts without anything that XML or a terminal would stumble on.
      if (visible(text) === text && !/[\ufffe\uffff]|\p{Surrogate}/u.test(text)) {
        expect(testcase[1].name).toBe(text);
        expect(testcase[3][0][1].message).toBe(text);
      }
    }
    expect(parsed).toHaveLength(300);
  });
});
