import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import { makeDiskStore } from '../store/disk-store.ts';
import { testContext } from '../testing/context.ts';
import { runRecord, scenarioWith } from '../testing/stored-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { days } from './conditions/coverage.ts';
import type { ScenarioFacts } from './facts.ts';
import { judgeGate } from './gate.ts';
import { gatherRuns } from './gather-runs.ts';
import { policyOf } from './policy.ts';

const NOW = new Date('2026-11-25T12:00:00.000Z');
const HASH = 'a'.repeat(64);
const AWS = {
  kind: 'real',
  hosts: { batch: { address: '10.0.0.1', port: 22, user: 'u' } },
  databases: {},
  aws: { region: 'ap-northeast-1' },
} as const;
const SAME = { runner: { kind: 'ssh', config: { command: ['run.sh'] } }, timeout: 1, environment: {} };
const told = (side: string) => ({ ...SAME, environment: { OUT: `/out/${side}`, ZONE: 'Asia/Tokyo' } });
const LEFT = {
  backup: {
    ...{ format: { kind: 'csv', config: {} }, empty: 'invalid' as const },
    sides: {
      legacy: { kind: 'sftp', config: { host: 'batch', path: '/out/legacy/x.csv' } },
      candidate: { kind: 'sftp', config: { host: 'batch', path: '/out/candidate/x.csv' } },
    },
  },
};
const MET = { legacy: { runner: 'ssh', facts: { 'script.sha256': 'l' } }, candidate: { runner: 'fargate', facts: { 'image.digest': 'i' } } };

function judged(
  change: {
    record?: Partial<RunRecord>;
    scenario?: Partial<Scenario>;
    policy?: Parameters<typeof policyOf>[0];
    armed?: ScenarioFacts['armed'];
    allowed?: number;
    /** Of a run before it. */
    older?: Partial<RunRecord>;
  } = {},
) {
  const scenario = scenarioWith([], change.scenario);
  const record = runRecord({ world: AWS, sides: MET, ...change.record });
  const entry = {
    type: 'run',
    at: record.finishedAt,
    scenario: scenario.id,
    run: 'r1',
    status: 'pass',
    allowed: change.allowed ?? 0,
    world: 'real',
    seal: HASH,
  } as const;
  const before = runRecord({ ...record, id: 'r0', ...change.older });
  const older =
    change.older === undefined ? [] : [{ seq: 0, entry: { ...entry, run: 'r0' }, stored: { record: before, scenario, probes: [], unexplained: 0 } }];
  const facts: ScenarioFacts = {
    scenario,
    hash: 'h',
    files: record.files,
    interrupted: ['cut'],
    armed: change.armed ?? { armed: true, until: '2026-12-24T00:00:00.000Z' },
    runs: [{ seq: 1, entry, stored: { record, scenario, probes: [], unexplained: 0 } }, ...older],
  };
  const policy = policyOf({ passes: 1, days: 1, monthEnd: false, selfTest: 0, ...change.policy });
  const report = judgeGate({ now: NOW, ledger: { records: [], head: { seq: 1, hash: HASH } }, scenarios: [{ facts, policy }] });
  return (id: string) => {
    const found = report.scenarios[0]?.conditions.find((one) => one.id === id);
    return `${report.status}, ${found?.status}: ${found?.summary} ${found?.evidence.join('; ')}`;
  };
}

const ALLOWANCE = { id: 'clock', target: { check: 'keyed-rows' }, bound: { count: 1 }, reason: 'r', evidence: 'e', by: 'A. Sato' };

describe('days', () => {
  const started = (...all: readonly string[]) => {
    const scenario = scenarioWith([]);
    const entry = { type: 'run', at: '', scenario: 'x', run: 'r', status: 'pass', allowed: 0, world: 'real', seal: HASH } as const;
    const runs = all.map((startedAt, seq) => ({ seq, entry, stored: { record: runRecord({ startedAt }), scenario, probes: [] } }));
    return days(runs, scenario, 2);
  };

  it('are counted by the starts of the runs, but for a run that says it began after a later one', () => {
    expect(started('2026-11-24T12:00:00.000Z', '2026-11-23T12:00:00.000Z')).toMatchObject({ status: 'pass', summary: '2 days' });
    expect(started('2026-11-24T12:00:00.000Z', '2026-11-27T12:00:00.000Z')).toMatchObject({ status: 'inconclusive', summary: '1 of 2' });
  });
});

describe('a row of passes', () => {
  const two = (aws: RunRecord['world']['aws']) => judged({ policy: { passes: 2 }, older: { world: { ...AWS, aws } } })('passes');

  it('is of one place, also where no policy names it; whose credentials were taken may differ', () => {
    expect(two(AWS.aws)).toMatch(/pass: 2 in a row/);
    expect(two({ ...AWS.aws, profile: 'ci' })).toMatch(/pass: 2 in a row/);
    expect(two({ ...AWS.aws, region: 'eu-west-1' })).toMatch(
      /inconclusive: 1 of 2 .*r0 does not count: AWS region eu-west-1, not ap-northeast-1 as /,
    );
  });
});

describe('the conditions of a batch', () => {
  it('say of passes how many allowed something', () => {
    expect(judged({ allowed: 3 })('passes')).toMatch(/1 in a row, 1 of them with differences allowed r1, record 1, with 3 allowed/);
  });

  it('are green together; a run that was never judged is shown', () =>
    expect(judged()('passes')).toMatch(/^pass, pass: 1 in a row .*cut was begun and never judged/));

  it.each([
    ['an allowance is over', { scenario: { allowances: [{ ...ALLOWANCE, until: '2026-11-24' }] } }, 'allowances', /^fail, fail: clock/],
    [
      'a named day is missing',
      { policy: { dates: ['2026-11-24', '2026-01-01'] } },
      'dates',
      /^inconclusive, inconclusive: without 2026-01-01 2026-11-24: r1/,
    ],
    [
      'the playbook was drilled in the sandbox only',
      { armed: { armed: true, until: '2026-12-24T00:00:00.000Z', drill: { world: 'sandbox' } } },
      'armed',
      /^inconclusive, inconclusive: it was drilled in the sandbox/,
    ],
    [
      'the day without input is to be told by a probe that is not there',
      { policy: { emptyInput: 'input' } },
      'empty-input',
      /^inconclusive, inconclusive: the scenario has no probe input/,
    ],
    ['the playbook is not armed', { armed: { armed: false, why: ['it was never drilled'] } }, 'armed', /^fail, fail: it was never drilled/],
    ['the last pass is too old', { policy: { lastPass: 3_600_000 } }, 'last-pass', /^inconclusive, inconclusive: it is 19\.4 h old/],
    [
      'the last pass lies in the future',
      { record: { finishedAt: '2027-01-01T00:00:00.000Z' } },
      'last-pass',
      /^inconclusive, inconclusive: it lies in the future/,
    ],
    [
      'it ran in the sandbox',
      { record: { world: { ...AWS, kind: 'sandbox' } } },
      'passes',
      /^inconclusive.*0 of 1 r1 does not count: in the sandbox/,
    ],
    [
      'it ran against a stand-in that nobody named',
      { record: { world: { ...AWS, aws: { endpoint: 'http://127.0.0.1:9' } } } },
      'passes',
      /^inconclusive.*not at AWS itself/,
    ],
    [
      'it ran on AWS where a stand-in is named',
      { policy: { world: { endpoint: 'http://127.0.0.1:9' } } },
      'passes',
      /^inconclusive.*AWS itself, not at http/,
    ],
    [
      'it was made for a calibration',
      { record: { tags: { calibration: 'c1' } } },
      'passes',
      /^inconclusive.*0 of 1 r1 does not count: it was made for calibration/,
    ],
    [
      'both sides are one program',
      { scenario: { sides: { legacy: SAME, candidate: SAME } } },
      'passes',
      /^inconclusive.*0 of 1 r1 does not count: both sides start the same program/,
    ],
    [
      'both sides are one program that is told where to leave its output',
      { scenario: { sides: { legacy: told('legacy'), candidate: told('candidate') }, outputs: LEFT } },
      'passes',
      /^inconclusive.*0 of 1 r1 does not count: both sides start the same program/,
    ],
    ['it ran in another region', { policy: { world: { region: 'eu-west-1' } } }, 'passes', /^inconclusive.*region ap-northeast-1, not eu-west-1/],
    ['it ran on another host', { policy: { world: { hosts: { batch: '10.0.0.2' } } } }, 'passes', /^inconclusive.*host batch at 10\.0\.0\.1/],
    [
      'nothing says which image it was',
      { record: { sides: { ...MET, candidate: { runner: 'fargate', facts: {} } } } },
      'unchanged',
      /^inconclusive.*which script or image the candidate/,
    ],
  ] as const)('say it when %s', (_, change, id, expected) => expect(judged(change as never)(id)).toMatch(expected));

  it('take two sides for two programs that are told to work otherwise', () => {
    const other = { ...told('candidate'), environment: { ...told('candidate').environment, ENGINE: 'candidate' } };
    expect(judged({ scenario: { sides: { legacy: told('legacy'), candidate: other }, outputs: LEFT } })('passes')).toMatch(/^pass, pass: 1 in a row/);
  });

  it('count the last day of an allowance whole, and take a named world for what it is', () => {
    expect(judged({ scenario: { allowances: [{ ...ALLOWANCE, until: '2026-11-25' }] } })('allowances')).toMatch(/^pass/);
    expect(judged({ policy: { world: { region: 'ap-northeast-1', hosts: { batch: '10.0.0.1' } } } })('passes')).toMatch(/^pass/);
    expect(judged({ policy: { armed: false }, armed: { armed: false, why: ['x'] } })('armed')).toMatch(/^pass, not-asked/);
  });

  it('ask for something: a gate of nothing is no green one', () => {
    const report = judgeGate({ now: NOW, ledger: { records: [], head: { seq: 1, hash: HASH } }, scenarios: [] });
    expect(report.status).toBe('inconclusive');
  });
});

describe('a run that the ledger has and the store lacks', () => {
  it('proves nothing', async () => {
    const x = testContext();
    const store = makeDiskStore(temporaryFolder(), x);
    const entry = {
      type: 'run',
      at: NOW.toISOString(),
      scenario: 'client-export',
      run: 'gone',
      status: 'pass',
      allowed: 0,
      world: 'real',
      seal: HASH,
    } as const;
    await store.ledger.append(entry);
    const records = [];
    for await (const record of store.ledger.read()) records.push(record);
    const runs = await gatherRuns(store, 'client-export', records);
    expect(runs).toMatchObject([{ seq: 1, entry, problem: expect.stringMatching(/./) }]);
    expect(runs[0]?.stored).toBeUndefined();
  });
});
