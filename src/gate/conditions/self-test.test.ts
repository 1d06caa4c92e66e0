import { describe, expect, it } from 'vitest';
import type { SelfTestEntry } from '../../model/ledger.ts';
import { runRecord, scenarioWith } from '../../testing/stored-run.ts';
import type { RunFacts } from '../facts.ts';
import { selfTest } from './self-test.ts';

const HASH = 'a'.repeat(64);

function test(id: string, change: Partial<SelfTestEntry> = {}): SelfTestEntry {
  const made = { at: '2026-11-25T00:00:00Z', scenario: 'client-export', world: 'real', status: 'pass', record: HASH, survivors: [] } as const;
  return { type: 'self-test', id, ...made, score: 1, scenarioHash: 'h', run: 'r1', ...change };
}

function run(id: string, region: string, problem?: string): RunFacts {
  const record = runRecord({ id, world: { kind: 'real', hosts: {}, databases: {}, aws: { region } } });
  const entry = { type: 'run', at: '', scenario: 'client-export', run: id, status: 'pass', allowed: 0, world: 'real', seal: HASH } as const;
  const stored = { record, scenario: scenarioWith([]), probes: [] };
  return { seq: 1, entry, ...(problem === undefined ? { stored } : { problem }) };
}

const runs = [run('r1', 'ap-northeast-1'), run('r2', 'eu-west-1'), run('r3', '', 'damaged: run.json')];
const judged = (...tests: readonly SelfTestEntry[]) => {
  const { status, summary, evidence } = selfTest(tests, { hash: 'h', runs }, { selfTest: 0.9, world: { region: 'ap-northeast-1' } });
  return `${status}: ${summary} | ${evidence.join('; ')}`;
};

describe('the self-test that the gate asks for', () => {
  it.each([
    ['in this world', [test('a')], /^pass: 100 %/],
    ['of which a later one was in the sandbox', [test('a'), test('b', { world: 'sandbox', score: 0.1, run: 'r9' })], /^pass: 100 % \| a,/],
    ['in the sandbox only', [test('b', { world: 'sandbox' })], /^inconclusive: there was none in this world \| b does not count: in the sandbox/],
    [
      'in another world than the policy names',
      [test('b', { run: 'r2' })],
      /^inconclusive: there was none in this world \| b does not count: region eu-west-1/,
    ],
    ['that does not say which run it tried', [test('a', { run: undefined } as never)], /^inconclusive: the last one does not say which run/],
    ['of a run that cannot count', [test('a', { run: 'r8' })], /^inconclusive: the last one tried r8, which is none of the runs/],
    ['of a run that is damaged', [test('a'), test('b', { run: 'r3' })], /^inconclusive: the last one tried r3, which proves nothing: damaged/],
    ['of another state of the scenario', [test('a', { scenarioHash: 'g' })], /^inconclusive: the last one tried another state/],
    ['that caught too little', [test('a'), test('b', { score: 0.899, survivors: ['bom'] })], /^fail: 89\.9 % \| b, .*not caught: bom/],
    ['that there was never', [], /^inconclusive: there was none/],
  ] as const)('is one %s', (_, tests, expected) => expect(judged(...tests)).toMatch(expected));
});
