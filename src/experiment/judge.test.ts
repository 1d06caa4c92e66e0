import { describe, expect, it } from 'vitest';
import type { Check, CheckResult } from '../model/check.ts';
import type { EvidencePair } from '../model/evidence.ts';
import { message } from '../model/message.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Schema } from '../model/schema.ts';
import type { Status } from '../model/status.ts';
import type { World } from '../model/world.ts';
import { evidencePair, FINISHED, runRecord, scenarioWith, sideEvidence } from '../testing/stored-run.ts';
import { judge } from './judge.ts';

const anything: Schema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };

function result(status: Status, change: Partial<CheckResult> = {}): CheckResult {
  return { status, summary: message('test', status), figures: {}, differences: [], total: 0, allowed: [], findings: [], explanations: [], ...change };
}

function check(id: string, scope: Check['scope'], body: Check['check']): Check {
  return { apiVersion: 1, id, title: message(id, id), scope, options: anything, check: body };
}

const finding = { id: 'ragged-record', message: message('ragged', 'line 3 has 4 cells'), fix: message('ragged.fix', 'mend it') };

const checks: Record<string, Check> = {
  same: check('same', 'content', async () => result('pass')),
  different: check('different', 'content', async () => result('fail')),
  doubtful: check('doubtful', 'content', async () => result('pass', { findings: [finding] })),
  crashing: check('crashing', 'content', () => Promise.reject(new Error('cannot read property of undefined'))),
  throwing: check('throwing', 'content', () => {
    throw new Error('thrown at once');
  }),
  trait: { ...check('trait', 'content', async () => result('pass')), traitOnly: true },
  late: check('late', 'outcome', async () => result('fail')),
  clean: check('clean', 'outcome', async () => result('pass')),
  fence: check('fence', 'outcome', async (pair) => result(pair.effects.some((one) => one.after.length > one.before.length) ? 'fail' : 'pass')),
};

function verdictOf(kinds: string[], pair: EvidencePair | undefined = evidencePair(), scenario: Partial<Scenario> = {}) {
  const tagged = kinds.map((kind) => ({ kind, config: kind === 'clean' || kind === 'late' ? {} : { output: 'backup' } }));
  return judge({ record: runRecord(), scenario: scenarioWith(tagged, scenario), pair }, { seal: 's', checks, signal: new AbortController().signal });
}

const moved = [
  { probe: 'clients', moment: 'before', at: FINISHED, value: '100' },
  { probe: 'clients', moment: 'after', at: FINISHED, value: '101' },
] as const;

describe('the verdict', () => {
  it('passes when the pair is comparable and every check passes', async () => {
    expect(await verdictOf(['clean', 'same'])).toMatchObject({ status: 'pass', allowed: 0, notComparable: [], notes: [] });
  });

  it('lets fail dominate inconclusive, and inconclusive dominate pass', async () => {
    expect((await verdictOf(['same', 'crashing'])).status).toBe('inconclusive');
    expect((await verdictOf(['same', 'crashing', 'different'])).status).toBe('fail');
  });

  it.each(['crashing', 'throwing'])('takes a check that crashes (%s) for inconclusive and keeps its error', async (kind) => {
    const verdict = await verdictOf([kind]);
    expect(verdict.status).toBe('inconclusive');
    expect(verdict.checks[0]?.error?.message).toMatch(/cannot read|thrown at once/);
  });

  it('lets a finding forbid a pass', async () => {
    expect((await verdictOf(['same', 'doubtful'])).status).toBe('inconclusive');
  });

  it('is inconclusive when no check compared content', async () => {
    const verdict = await verdictOf(['clean']);
    expect(verdict.status).toBe('inconclusive');
    expect(verdict.notComparable.map((one) => one.id)).toEqual(['comparable.nothing']);
  });

  it('is inconclusive when only a trait of the content was looked at', async () => {
    expect(await verdictOf(['clean', 'trait'])).toMatchObject({ status: 'inconclusive', notComparable: [{ id: 'comparable.nothing' }] });
    expect((await verdictOf(['trait', 'same'])).status).toBe('pass');
  });

  it('judges the fence of every run that has effects, named or not', async () => {
    const effects = [{ effect: 'partner-file', before: [], after: [{ name: 'clients.csv', size: 3 }] }];
    const verdict = await verdictOf(['same'], evidencePair({ effects }));
    expect(verdict.checks.map((one) => one.id)).toEqual(['same', 'fence']);
    expect(verdict.status).toBe('fail');
  });

  it('does not judge a cancelled run', async () => {
    const verdict = await judge(
      { record: runRecord({ outcome: 'cancelled' }), scenario: scenarioWith([{ kind: 'same', config: {} }]), pair: undefined },
      { seal: 's', checks, signal: new AbortController().signal },
    );
    expect(verdict).toMatchObject({ status: 'inconclusive', checks: [] });
  });
});

describe('content of a pair that is not comparable', () => {
  const unfit: Record<string, EvidencePair> = {
    'a side failed': evidencePair({ candidate: sideEvidence('candidate', { outcome: { kind: 'exited', exitCode: 1 } }) }),
    'a side is unknown': evidencePair({ legacy: sideEvidence('legacy', { outcome: { kind: 'unknown', reason: message('x', 'x') } }) }),
    'an output is missing': evidencePair({
      candidate: sideEvidence('candidate', {
        missing: [{ output: 'backup', side: 'candidate', take: 'candidate-1', error: { code: 'c', message: 'm', fix: message('f', 'f') } }],
      }),
    }),
    'an artifact is older than its take': evidencePair({ legacy: sideEvidence('legacy', { artifact: { writtenAt: '2026-11-24T16:29:57.000Z' } }) }),
    'the source moved': evidencePair({ probes: moved }),
    'a probe could not be read': evidencePair({
      probes: [moved[0], { probe: 'clients', moment: 'after', at: FINISHED, error: { code: 'c', message: 'm', fix: message('f', 'f') } }],
    }),
  };

  const from = (legacy: string, candidate: string) =>
    evidencePair({
      legacy: sideEvidence('legacy', { artifact: { source: legacy } }),
      candidate: sideEvidence('candidate', { artifact: { source: candidate } }),
    });
  const host = (address: string) => ({ address, port: 22, user: 'export' });
  const database = { kind: 'postgres', address: 'db', port: 5432, database: 'crm', user: 'reader' } as const;
  const world: World = {
    ...{ kind: 'real' as const, aws: {}, hosts: { batch: host('10.0.0.1'), alias: host('10.0.0.1'), other: host('10.0.0.2') } },
    databases: { crm: database, again: { ...database, user: 'writer' } },
  };

  it.each([
    ['file:///out/x.csv', 'file:///out/./a/../x.csv', true],
    ['file:///out/x.csv', 'file:///out/candidate/x.csv', false],
    ['s3://backup/x.csv', 's3://backup/x.csv', true],
    ['s3://backup/x.csv', 's3://backup//x.csv', false],
    ['sftp://batch/out/x.csv', 'sftp://batch/out/./x.csv', true],
    ['sftp://batch/out/x.csv', 'sftp://alias/out/x.csv', true],
    ['sftp://batch/out/x.csv', 'sftp://other/out/x.csv', false],
    ['sftp://batch/out/x.csv', 'sftp://batch//out/x.csv', false],
    ['sql://crm/0f', 'sql://again/0f', true],
    ['sql://crm/0f', 'sql://crm/1e', false],
    ['log://legacy-1', 'log://candidate-1', false],
  ])('is inconclusive where a file is compared with itself, however its place is written: %s, %s', async (legacy, candidate, same) => {
    const run = {
      record: runRecord({ world }),
      scenario: scenarioWith([{ kind: 'same', config: { output: 'backup' } }]),
      pair: from(legacy, candidate),
    };
    const verdict = await judge(run, { seal: 's', checks, signal: new AbortController().signal });
    expect(verdict).toMatchObject({ status: same ? 'inconclusive' : 'pass', notComparable: same ? [{ id: 'comparable.one-place' }] : [] });
  });

  it.each(Object.keys(unfit))('is inconclusive, whatever its check found: %s', async (why) => {
    for (const kind of ['same', 'different']) expect((await verdictOf([kind], unfit[why])).status).toBe('inconclusive');
  });

  it.each(Object.keys(unfit))('does not silence outcome checks: %s', async (why) => {
    expect((await verdictOf(['same', 'late'], unfit[why])).status).toBe('fail');
  });

  it('passes identical outputs although the source moved, with a note', async () => {
    const side = (name: 'legacy' | 'candidate') => sideEvidence(name, { artifact: { sha256: 'same' } });
    const verdict = await verdictOf(['same'], evidencePair({ legacy: side('legacy'), candidate: side('candidate'), probes: moved }));
    expect(verdict.status).toBe('pass');
    expect(verdict.notes.map((one) => one.id)).toEqual(['comparable.moved-identical']);
  });

  it('takes the seconds of file times into account', async () => {
    const pair = evidencePair({ legacy: sideEvidence('legacy', { artifact: { writtenAt: '2026-11-24T16:29:59.000Z' } }) });
    expect((await verdictOf(['same'], pair)).status).toBe('pass');
  });
});

describe('allowances', () => {
  const allowance = { id: 'a', target: { check: 'same' }, bound: { count: 1 }, reason: 'r', evidence: 'e', by: 'b' };

  it('are over after their last day, by the day of the run: a finding, and no pass', async () => {
    const over = await verdictOf(['same'], evidencePair(), { allowances: [{ ...allowance, until: '2026-11-23' }] });
    expect(over).toMatchObject({ status: 'inconclusive', findings: [{ id: 'allowance-expired' }] });
    expect(await verdictOf(['same'], evidencePair(), { allowances: [{ ...allowance, until: '2026-11-24' }] })).toMatchObject({
      status: 'pass',
      findings: [],
    });
  });
});
