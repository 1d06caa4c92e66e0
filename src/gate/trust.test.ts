import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Certificate, GateReport } from '../model/gate.ts';
import type { Ledger, LedgerRecord, RunEntry } from '../model/ledger.ts';
import { conditionsToAnnotations } from '../reporters/conditions-to-annotations.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { sha256 } from '../runtime/hash.ts';
import { makeDiskLedger } from '../store/disk-ledger.ts';
import { testContext } from '../testing/context.ts';
import { scenarioWith } from '../testing/stored-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeCertificate, parseCertificate } from './certificate.ts';
import { ownName } from './conditions/own-name.ts';
import { judgeGate } from './gate.ts';
import { policyOf } from './policy.ts';
import { recordsAtIssue, verifyCertificate } from './verify-certificate.ts';

const NOW = new Date('2026-11-27T12:00:00.000Z');
let file: string;

function open(path = file): Ledger {
  return makeDiskLedger(path, `${path}.lock`, testContext());
}

function entry(run: string, status: RunEntry['status'] = 'pass'): RunEntry {
  return { type: 'run', at: NOW.toISOString(), scenario: 'client-export', run, status, allowed: 0, world: 'real', seal: 'b'.repeat(64) };
}

async function recordsOf(ledger: Ledger): Promise<readonly LedgerRecord[]> {
  const records: LedgerRecord[] = [];
  for await (const record of ledger.read()) records.push(record);
  return records;
}

/** What the gate says of the ledger, where the policy asks for an anchor. */
async function said(anchor?: string): Promise<string> {
  const ledger = open();
  const { problem, head } = await ledger.verify();
  const facts = {
    scenario: scenarioWith([]),
    hash: 'h',
    files: {},
    runs: [],
    interrupted: [],
    armed: { armed: true, until: '2027-01-01T00:00:00.000Z' } as const,
  };
  const { ledger: answer } = judgeGate({
    now: NOW,
    ledger: { records: await recordsOf(ledger), head, ...(problem === undefined ? {} : { problem }), ...(anchor === undefined ? {} : { anchor }) },
    scenarios: [{ facts, policy: policyOf({ anchor: true }) }],
  });
  return answer.conditions.map(({ id, status }) => `${id} ${status}`).join(', ');
}

describe('a ledger that somebody changed', () => {
  let heads: string[];
  beforeEach(async () => {
    file = join(temporaryFolder(), 'ledger.jsonl');
    heads = [];
    for (const run of ['one', 'two', 'three']) heads.push((await open().append(entry(run, run === 'two' ? 'fail' : 'pass'))).hash);
  });
  const lines = () => readFileSync(file, 'utf8').trimEnd().split('\n');

  it('is sound by the head that was noted, and not known without', async () => {
    expect(await said(heads[2])).toBe('ledger pass, anchor pass');
    expect(await said(heads[0])).toBe('ledger pass, anchor pass');
    expect(await said()).toBe('ledger pass, anchor inconclusive');
    expect(await said('0'.repeat(64))).toBe('ledger pass, anchor inconclusive');
  });

  it('lost its tail: red with the anchor, not known without', async () => {
    writeFileSync(file, `${lines().slice(0, 2).join('\n')}\n`);
    expect(await said(heads[2])).toBe('ledger pass, anchor fail');
    expect(await said()).toBe('ledger pass, anchor inconclusive');
  });

  it('was made anew without the failure: red with the anchor, not known without', async () => {
    writeFileSync(file, '');
    for (const run of ['one', 'two', 'three']) await open().append(entry(run));
    expect(await said(heads[2])).toBe('ledger pass, anchor fail');
    expect(await said()).toBe('ledger pass, anchor inconclusive');
  });

  it('has two records exchanged, or one changed: it is refused', async () => {
    const [one = '', two = '', three = ''] = lines();
    for (const changed of [
      [two, one, three],
      [one, three, two],
      [one, two.replace('"fail"', '"pass"'), three],
    ]) {
      writeFileSync(file, `${changed.join('\n')}\n`);
      await expect(said(heads[2])).rejects.toMatchObject({ code: 'ledger.damaged', exitCode: 4 });
    }
  });

  it('ends in a record that was being written: it says so, and loses no other', async () => {
    writeFileSync(file, `${lines().join('\n')}\n{"entry":{"al`);
    expect(await said(heads[2])).toBe('ledger inconclusive, anchor pass');
    expect(await recordsOf(open())).toHaveLength(3);
    await open().append(entry('four'));
    expect(await said(heads[2])).toBe('ledger pass, anchor pass');
  });
});

const HASH = 'b'.repeat(64);
const rollback = (world: 'real' | 'sandbox') =>
  ({ type: 'rollback', at: NOW.toISOString(), scenario: 'client-export', id: 'back', world, status: 'pass', record: HASH, playbook: HASH }) as const;
const of = { at: NOW.toISOString(), scenario: 'client-export', id: 'later', world: 'real', record: HASH } as const;
const override = { ...{ at: of.at, id: 'o', subject: { scenario: of.scenario } }, type: 'override', by: 'A', recordedBy: 'a', why: 'w' } as const;
const drill = (status: 'pass' | 'fail') => ({ ...of, type: 'drill', status, playbook: HASH }) as const;
const selfTest = (score: number) =>
  ({ ...of, type: 'self-test', status: 'fail', score, survivors: ['bom'], scenarioHash: HASH, run: 'one' }) as const;
const soak = (status: 'pass' | 'fail') => {
  const of = {
    scenario: 'client-export',
    fire: NOW.toISOString(),
    mode: 'alone',
    what: 'judged',
    starters: 'pass',
    run: 'natural',
    seal: HASH,
  } as const;
  return { type: 'soak', at: NOW.toISOString(), ...of, status, world: 'real', record: HASH } as const;
};

describe('a certificate', () => {
  const condition = { id: 'armed', title: 't', status: 'pass', summary: 's', evidence: [], until: '2026-11-29T00:00:00Z' } as const;
  const report = (head: { seq: number; hash: string }): GateReport => ({
    schema: 'twinrun.gate/1',
    at: NOW.toISOString(),
    status: 'pass',
    ledger: { head, conditions: [] },
    scenarios: [
      {
        scenario: 'client-export',
        status: 'pass',
        policy: policyOf({}),
        conditions: [condition],
        runs: [{ id: 'one', seq: 1, seal: 'b'.repeat(64), startedAt: NOW.toISOString(), businessDate: '2026-11-26', allowed: 0 }],
      },
    ],
  });
  const versions = { twinrun: '0', node: '20', platform: 'linux' };
  let records: readonly LedgerRecord[];
  let certificate: Certificate;

  beforeEach(async () => {
    file = join(temporaryFolder(), 'ledger.jsonl');
    const head = await open().append(entry('one'));
    records = await recordsOf(open());
    certificate = makeCertificate({ scenario: 'client-export' }, report(head), versions);
  });

  const verified = (all: readonly LedgerRecord[], now: string, again = certificate.report) =>
    verifyCertificate(certificate, all, recordsAtIssue(certificate, all) === undefined ? undefined : again, new Date(now))
      .map(({ id, status }) => `${id} ${status}`)
      .join(', ');

  it('holds until its first condition lapses', () => {
    expect(certificate.validUntil).toBe('2026-11-29T00:00:00.000Z');
    expect(verified(records, '2026-11-28T00:00:00Z')).toBe('valid pass, on-chain pass, again pass, since pass');
    expect(verified(records, '2026-11-30T00:00:00Z')).toBe('valid fail, on-chain pass, again pass, since pass');
    expect(verified(records, '2026-11-01T00:00:00Z')).toMatch(/^valid inconclusive/);
  });

  it('does not hold for another ledger, nor where the gate comes to another result now', () => {
    expect(
      verified(
        records.map((record) => ({ ...record, hash: 'e'.repeat(64) })),
        '2026-11-28T00:00:00Z',
      ),
    ).toBe('valid pass, on-chain fail, again inconclusive, since pass');
    const [scenario] = certificate.report.scenarios;
    const other = { ...certificate.report, scenarios: scenario === undefined ? [] : [{ ...scenario, runs: [] }] };
    expect(verified(records, '2026-11-28T00:00:00Z', other)).toBe('valid pass, on-chain pass, again fail, since pass');
    expect(verified(records, '2026-11-28T00:00:00Z', { ...certificate.report, scenarios: [] })).toMatch(/again fail/);
  });

  it.each([
    ['a later run failed', entry('two', 'fail'), 'fail'],
    ['a later run passed', entry('two'), 'pass'],
    ['somebody went back', rollback('real'), 'fail'],
    ['somebody went back in the sandbox', rollback('sandbox'), 'pass'],
    ['a natural run failed', soak('fail'), 'fail'],
    ['a natural run passed', soak('pass'), 'pass'],
    ['an override has an end that nobody can read', { ...override, until: 'some day' }, 'fail'],
    ['an override is over', { ...override, until: '2026-11-27T23:59:59.999Z' }, 'pass'],
    ['a drill failed', drill('fail'), 'fail'],
    ['a drill passed', drill('pass'), 'pass'],
    ['a self-test came to less than the policy asks for', selfTest(0.5), 'fail'],
    ['a self-test came to enough', selfTest(0.95), 'pass'],
    ['a later run of the sandbox failed', { ...entry('two', 'fail'), world: 'sandbox' as const }, 'pass'],
    [
      'an override is open',
      {
        type: 'override' as const,
        at: NOW.toISOString(),
        id: 'o',
        subject: { scenario: 'client-export' },
        by: 'A',
        recordedBy: 'a',
        why: 'w',
        until: '2026-12-01T00:00:00Z',
      },
      'fail',
    ],
  ])('looks at what came since: %s', async (_, later, expected) => {
    await open().append(later);
    expect(verified(await recordsOf(open()), '2026-11-28T00:00:00Z')).toBe(`valid pass, on-chain pass, again pass, since ${expected}`);
  });

  it('holds no longer than its conditions, whatever it says and with whatever hash', () => {
    const { hash: _, ...body } = { ...certificate, validUntil: '2999-01-01T00:00:00.000Z' };
    const forged = parseCertificate(JSON.stringify({ ...body, hash: sha256(canonicalJson(body)) }), 'c.json');
    const found = verifyCertificate(forged, records, certificate.report, new Date('2027-06-01T00:00:00Z'));
    expect(found.map(({ id, status }) => `${id} ${status}`).join(', ')).toBe('valid pass, on-chain pass, again fail, since pass');
    expect(found[2]?.evidence).toEqual(['it says that it holds for longer than its conditions do']);
  });

  it.each([
    [{ host: 'batch' }, 'batch.json', 'pass'],
    [{ host: 'batch' }, 'of-yesterday.json', 'pass'],
    [{ host: 'batch' }, 'other.json', 'fail'],
    [{ scenario: 'client-export' }, 'scenario-client-export.json', 'pass'],
    [{ scenario: 'client-export' }, 'other.json', 'fail'],
  ] as const)('of %j does not answer for another when it is named %s: %s', (subject, name, status) =>
    expect(ownName(subject, name, (taken) => taken === 'other.json').status).toBe(status),
  );

  it('is read back, and refused when any byte of its content was changed', () => {
    const text = JSON.stringify(certificate);
    expect(parseCertificate(text, 'c.json')).toEqual(certificate);
    for (let at = 0; at < text.length; at += 1) {
      const changed = `${text.slice(0, at)}${String.fromCharCode(text.charCodeAt(at) ^ 1)}${text.slice(at + 1)}`;
      expect(() => parseCertificate(changed, 'c.json'), changed.slice(at, at + 20)).toThrow();
    }
    expect(() => parseCertificate('null', 'c.json')).toThrow(expect.objectContaining({ code: 'certificate.unreadable', exitCode: 3 }));
  });
});

describe('annotations of GitHub Actions', () => {
  it('cannot be ended or begun by what a batch is called', () => {
    const hostile = 'x\n::set-output name=a::b\r%0A::error::c';
    const text = conditionsToAnnotations([
      { of: 'a:b,c', condition: { id: 'passes', title: hostile, status: 'fail', summary: hostile, evidence: [], fix: hostile } },
    ]);
    expect(text.split('\n')).toHaveLength(2);
    expect(text).toMatch(/^::error title=twinrun gate a%3Ab%2Cc passes::/);
    expect(conditionsToAnnotations([{ of: 'a', condition: { id: 'x', title: 't', status: 'pass', summary: 's', evidence: [] } }])).toBe('');
  });
});
