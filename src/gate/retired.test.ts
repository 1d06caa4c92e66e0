import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Statement } from '../model/gate-policy.ts';
import type { CutoverEntry } from '../model/ledger.ts';
import type { StopPlan } from '../model/retired.ts';
import { loadRetired } from '../scenario/load-retired.ts';
import { RETIRED } from '../testing/retired-batch.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeCertificate, parseCertificate } from './certificate.ts';
import { judgeGate } from './gate.ts';
import { gatherRetired } from './gather-host.ts';
import { policyOf } from './policy.ts';
import { verifyCertificate } from './verify-certificate.ts';

const NOW = new Date('2026-11-27T12:00:00.000Z');
const HASH = 'd'.repeat(64);
const word = (on: string, change: Partial<Statement> = {}): Statement => ({
  says: 'so it is',
  by: 'B. Ito',
  on,
  evidence: { url: 'https://tickets.example/2' },
  ...change,
});

function stop(change: Partial<CutoverEntry> = {}): CutoverEntry {
  return {
    ...{ type: 'cutover', at: '2026-10-10T09:00:00.000Z', scenario: 'old-report', id: 'c1', world: 'real', status: 'pass', record: HASH },
    ...{ step: 'done', changes: [], ...change },
  };
}

async function judge(entries: readonly CutoverEntry[], plan: Partial<StopPlan>) {
  const folder = join(temporaryFolder(), 'old-report');
  mkdirSync(folder);
  writeFileSync(join(folder, 'scenario.yaml'), RETIRED);
  const loaded = await loadRetired(folder);
  if (loaded === undefined) throw new Error('it is no retired batch');
  const retired = { ...loaded.retired, stopPlan: { ...loaded.retired.stopPlan, ...plan } };
  const records = entries.map((entry, index) => ({ schema: 'twinrun.ledger/1', seq: index + 1, previous: HASH, entry, hash: HASH }) as const);
  const report = judgeGate({
    now: NOW,
    ledger: { records, head: { seq: records.length, hash: HASH } },
    scenarios: [],
    retired: [{ facts: await gatherRetired(retired, folder), policy: policyOf({}) }],
  });
  const of = (id: string) => {
    const found = report.scenarios[0]?.conditions.find((one) => one.id === id);
    return `${found?.status}: ${found?.summary} ${found?.fix ?? ''}`;
  };
  return { report, of, records };
}

const WATCHED = { watched: word('2026-11-25') };

describe('the gate of a batch that nobody needs', () => {
  it('is green once it is agreed, told, stopped, watched long enough and missed by nobody', async () => {
    const { report } = await judge([stop()], WATCHED);
    expect(report.status, JSON.stringify(report, undefined, 1)).toBe('pass');
    const certificate = makeCertificate({ scenario: 'old-report' }, report, { twinrun: '1', node: '20', platform: 'linux' });
    expect(parseCertificate(JSON.stringify(certificate), 'x').validUntil).toBe('2026-12-04T12:00:00.000Z');
  });

  it('leaves a certificate that holds until somebody starts the batch again', async () => {
    const { report, records } = await judge([stop()], WATCHED);
    const certificate = makeCertificate({ scenario: 'old-report' }, report, { twinrun: '1', node: '20', platform: 'linux' });
    const later = (step: string) => [
      ...records,
      { ...records[0], seq: 2, entry: stop({ at: '2026-11-28T09:00:00.000Z', id: 'c2', status: 'fail', step }) } as (typeof records)[number],
    ];
    const since = (all: typeof records) => verifyCertificate(certificate, all, report, NOW).find(({ id }) => id === 'since');
    expect(since(records)?.status).toBe('pass');
    expect(since(later('gone-back'))).toMatchObject({ status: 'fail', evidence: ['old-report: the cutover c2 ended as gone-back'] });
    expect(since(later('no-go'))?.status).toBe('pass');
  });

  it('takes a person’s word for the stop where Twinrun did not do it', async () => {
    expect((await judge([], { ...WATCHED, stopped: word('2026-10-10') })).report.status).toBe('pass');
  });

  it.each<[string, readonly CutoverEntry[], Partial<StopPlan>, string, RegExp]>([
    ['it was never stopped', [], WATCHED, 'retired-stopped', /^inconclusive: neither.*twinrun cutover old-report/],
    ['it was stopped in the sandbox only', [stop({ world: 'sandbox' })], WATCHED, 'retired-stopped', /^inconclusive: neither/],
    ['another batch was stopped', [stop({ scenario: 'other' })], WATCHED, 'retired-stopped', /^inconclusive: neither/],
    [
      'it was started again',
      [stop(), stop({ at: '2026-10-12T09:00:00.000Z', id: 'c2', status: 'fail', step: 'gone-back' })],
      { ...WATCHED, stopped: word('2026-10-10') },
      'retired-stopped',
      /^fail: its last stop, c2, ended as gone-back/,
    ],
    ['the stop was left half done', [stop({ step: 'blocked' })], WATCHED, 'retired-stopped', /^fail/],
    [
      'a person says so of a day to come',
      [],
      { ...WATCHED, stopped: word('2026-12-24') },
      'retired-stopped',
      /^inconclusive: it speaks of 2026-12-24/,
    ],
    ['the watch is not over', [stop({ at: '2026-10-20T09:00:00.000Z' })], WATCHED, 'watched', /^inconclusive: 38 of 40 days.*2026-11-29.*--back/],
    ['nobody says that nobody missed it', [stop()], {}, 'watched', /^inconclusive: the days are over since 2026-11-19.*Ask B. Ito/],
    ['it was said too early', [stop()], { watched: word('2026-11-18') }, 'watched', /^inconclusive: it was said before/],
    [
      'what shows it is not there',
      [stop()],
      { watched: word('2026-11-25', { evidence: { file: 'none.txt', sha256: HASH } }) },
      'watched',
      /^inconclusive: none.txt cannot be read/,
    ],
    ['it will be agreed only later', [stop()], { ...WATCHED, agreed: word('2026-12-01') }, 'agreed', /^inconclusive: it speaks of 2026-12-01/],
    ['users are told only later', [stop()], { ...WATCHED, told: [{ who: 'shops', on: '2026-12-01' }] }, 'told', /^inconclusive: 1 will be told/],
  ])('says it when %s', async (_, entries, plan, id, expected) => {
    const { report, of } = await judge(entries, plan);
    expect(of(id)).toMatch(expected);
    expect(report.status).not.toBe('pass');
  });
});
