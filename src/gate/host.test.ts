import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HostPolicy, Statement } from '../model/gate-policy.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import type { RetiredBatch } from '../model/retired.ts';
import type { Survey, SurveyEntry } from '../model/survey.ts';
import { sha256 } from '../runtime/hash.ts';
import { runRecord, scenarioWith } from '../testing/stored-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import type { ScenarioFacts } from './facts.ts';
import { judgeGate } from './gate.ts';
import { gatherHost, gatherRetired } from './gather-host.ts';
import { policyOf } from './policy.ts';

const DAY = 86_400_000;
const NOW = new Date('2026-11-27T12:00:00.000Z');
const HASH = 'd'.repeat(64);
const URL: Statement = { says: 'so it is', by: 'A. Sato', on: '2026-11-10', evidence: { url: 'https://tickets.example/1' } };

const USES = {
  commands: [],
  files: [],
  endpoints: [],
  databases: [],
  tables: [],
  objects: [],
  variables: [],
  secrets: [],
  prunings: [],
  unresolved: [],
};

function entry(id: string, change: Partial<SurveyEntry> = {}): SurveyEntry {
  const schedule = { written: '30 1 * * *', cron: '30 1 * * *', zone: 'Asia/Tokyo', next: [] };
  return {
    id,
    at: { file: '/etc/cron.d/x', line: 1 },
    scheduler: 'cron',
    enabled: true,
    user: 'export',
    schedule,
    command: '/opt/export.sh',
    environment: {},
    uses: USES,
    ...change,
  };
}

const PRUNED = { ...USES, prunings: [{ at: { file: '/opt/export.sh' }, resolved: true, path: '/backup', olderThanDays: 30 }] };

function survey(change: Partial<Survey> = {}): Survey {
  return {
    schema: 'twinrun.survey/1',
    host: { name: 'batch', from: 'ssh', at: '2026-11-09T12:00:00.000Z', facts: {} },
    entries: [entry('export#1', { uses: PRUNED }), entry('rotate#2'), entry('old#3', { enabled: false })],
    scripts: [{ path: '/opt/export.sh', sha256: 'l', bytes: 1, interpreter: 'sh', scan: 'grammar', entries: ['export#1'] }],
    ignored: [],
    users: {
      logins: [
        { user: 'ftpuser', count: 3 },
        { user: 'ftpuser', from: '10.0.0.9', count: 1 },
      ],
      mounts: [],
      exports: [{ path: '/srv/out', to: '*', at: { file: '/etc/exports' } }],
      listening: [
        { address: '127.0.0.1', port: 25 },
        { address: '0.0.0.0', port: 21 },
      ],
      readers: [{ path: '/backup/a.csv', seen: 'atime' }],
    },
    unread: [],
    ...change,
  };
}

const USERS = { 'login:ftpuser': URL, 'export:/srv/out': URL, 'port:21': URL, 'reader:/backup/a.csv': URL };

function policy(change: Partial<HostPolicy> = {}): HostPolicy {
  return {
    survey: 'batch',
    surveyWithin: 7 * DAY,
    entries: { 'export#1': { scenario: 'client-export' }, 'rotate#2': { goes: 'its own logs', by: 'A. Sato' } },
    stoppedDays: 7,
    backups: true,
    claims: { stopped: URL, backups: { '/backup': URL }, users: USERS },
    ...change,
  };
}

/** A scenario whose only run was two days before the host was stopped. */
function scenarioFacts(change: { readonly script?: string; readonly startedAt?: string; readonly cron?: string } = {}): ScenarioFacts {
  const startedAt = change.startedAt ?? '2026-11-08T16:30:00.000Z';
  const base = scenarioWith([]);
  const scenario = {
    ...base,
    schedule: { ...base.schedule, cron: change.cron ?? '30 1 * * *' },
    sides: { ...base.sides, legacy: { ...base.sides.legacy, runner: { kind: 'ssh', config: {} } } },
  };
  const sides = {
    legacy: { runner: 'ssh', facts: { 'script.sha256': change.script ?? 'l' } },
    candidate: { runner: 'fargate', facts: { 'image.digest': 'i' } },
  };
  const record = runRecord({ id: 'r1', startedAt, finishedAt: startedAt, world: { kind: 'real', hosts: {}, databases: {}, aws: {} }, sides });
  const run = { type: 'run', at: startedAt, scenario: scenario.id, run: 'r1', status: 'pass', allowed: 0, world: 'real', seal: HASH } as const;
  return {
    scenario,
    hash: 'h',
    files: {},
    interrupted: [],
    armed: { armed: true, until: '2027-01-01T00:00:00.000Z' },
    runs: [{ seq: 1, entry: run, stored: { record, scenario, probes: [], unexplained: 0 } }],
  };
}

async function judge(
  host: HostPolicy,
  surveyed: Survey | undefined,
  facts = scenarioFacts(),
  entries: readonly LedgerEntry[] = [],
  retired: readonly RetiredBatch[] = [],
  entered: string | null = sha256(JSON.stringify(surveyed ?? null)),
) {
  const folder = temporaryFolder();
  const file = join(folder, 'survey.json');
  if (surveyed !== undefined) writeFileSync(file, JSON.stringify(surveyed));
  mkdirSync(join(folder, 'evidence'));
  writeFileSync(join(folder, 'evidence/list.txt'), 'what was copied');
  const asked = policyOf({ passes: 1, days: 1, monthEnd: false, selfTest: 0 });
  const surveys = entered === null ? [] : [{ type: 'survey', at: NOW.toISOString(), host: 'batch', survey: entered, recordedBy: 'a@h' } as const];
  const records = [...surveys, ...entries].map(
    (one, index) => ({ schema: 'twinrun.ledger/1', seq: index + 1, previous: HASH, entry: one, hash: HASH }) as const,
  );
  const report = judgeGate({
    now: NOW,
    ledger: { records, head: { seq: 1, hash: HASH } },
    scenarios: [{ facts, policy: asked }],
    retired: await Promise.all(retired.map(async (one) => ({ facts: await gatherRetired(one, folder), policy: asked }))),
    host: { facts: await gatherHost('batch', host, { surveyFile: file, folder, records }), policy: host },
  });
  const of = (id: string) => {
    const found = [...(report.host?.conditions ?? []), ...report.scenarios.flatMap(({ conditions }) => conditions)].find((one) => one.id === id);
    return `${found?.status}: ${found?.summary} ${found?.evidence.join('; ')}`;
  };
  return { report, of };
}

describe('the gate of a host', () => {
  it('is green where all is covered, copied, claimed and stopped long enough; freshness is counted back from the stop', async () => {
    const { report, of } = await judge(policy(), survey());
    expect(report.status, JSON.stringify(report, undefined, 1)).toBe('pass');
    expect(of('last-pass')).toMatch(/^pass/);
    expect(of('stopped')).toMatch(/^pass: 16 days/);
  });

  it('a soak that keeps legacy running in its shadow is life on the host, and no pass of parity', async () => {
    const at = '2026-11-20T02:00:00.000Z';
    const head = { type: 'soak', at, scenario: 'client-export', fire: at, what: 'judged', status: 'pass', starters: 'pass', world: 'real' } as const;
    const entry = { ...head, mode: 'shadow', run: 's1', seal: HASH, record: HASH } as const;
    expect((await judge(policy(), survey(), scenarioFacts(), [entry])).of('stopped')).toMatch(/^fail.*in its shadow at 2026-11-20/);
    const alone = await judge(policy(), survey(), { ...scenarioFacts(), runs: [] }, [{ ...entry, mode: 'alone' }]);
    expect(alone.of('stopped')).toMatch(/^pass/);
    expect(alone.of('passes')).not.toMatch(/^pass/);
    expect(alone.report.status).not.toBe('pass');
  });

  it.each([
    ['it was never surveyed', policy(), undefined, 'survey', /^inconclusive/],
    [
      'the survey was old when the host was stopped',
      policy(),
      survey({ host: { ...survey().host, at: '2026-10-20T00:00:00.000Z' } }),
      'survey',
      /^inconclusive: it is 2. d old when/,
    ],
    [
      'the survey is of another host',
      policy(),
      survey({ host: { ...survey().host, name: 'quiet' } }),
      'survey',
      /^inconclusive: it is of quiet, not of batch/,
    ],
    ['the survey saw nothing at all', policy(), survey({ entries: [] }), 'covered', /^inconclusive: the survey saw nothing that is started/],
    [
      'a stop long before the survey was made is to excuse its age',
      policy({ stoppedDays: 0, claims: { ...policy().claims, stopped: { ...URL, on: '2020-01-01' } } }),
      survey(),
      'survey',
      /^inconclusive: it is 1\d\.?\d* d old/,
    ],
    [
      'a stop long before the last pass is to excuse its age',
      policy({ stoppedDays: 0, claims: { ...policy().claims, stopped: { ...URL, on: '2020-01-01' } } }),
      survey(),
      'last-pass',
      /^inconclusive: it is 18\.\d d old/,
    ],
    [
      'the survey lacks something',
      policy(),
      survey({ unread: [{ path: '/var/spool/cron', why: 'permission denied' }] }),
      'survey',
      /^inconclusive.*permission denied/,
    ],
    ['a batch is a stray', policy(), survey({ entries: [...survey().entries, entry('stray#4')] }), 'covered', /^fail.*stray#4: nobody claims it/],
    [
      'an entry changed, so that its claim is of another one',
      policy(),
      survey({ entries: [entry('export#9', { uses: PRUNED }), entry('rotate#2')] }),
      'covered',
      /^fail.*export#9: nobody.*export#1 is claimed and not on the host/,
    ],
    [
      'its schedule is another one',
      policy(),
      survey({ entries: [entry('export#1', { uses: PRUNED, schedule: { written: '', cron: '0 3 * * *', next: [] } }), entry('rotate#2')] }),
      'covered',
      /^fail.*runs it at 0 3/,
    ],
    [
      'its script is another one',
      policy(),
      survey({ scripts: [{ ...(survey().scripts[0] as Survey['scripts'][number]), sha256: 'x' }] }),
      'covered',
      /^fail.*its script is not the one/,
    ],
    [
      'a claim names a scenario that is not there',
      policy({ entries: { ...policy().entries, 'rotate#2': { scenario: 'rotate' } } }),
      survey(),
      'covered',
      /^fail.*there is no scenario rotate/,
    ],
    ['nobody says that it was stopped', policy({ claims: { backups: {}, users: {} } }), survey(), 'stopped', /^inconclusive/],
    ['it was stopped lately', policy({ stoppedDays: 17 }), survey(), 'stopped', /^inconclusive: 16 of 17/],
    [
      'it answered after it was stopped',
      policy(),
      survey({ host: { ...survey().host, at: '2026-11-20T00:00:00.000Z' } }),
      'stopped',
      /^fail.*surveyed over SSH/,
    ],
    [
      'a folder that it keeps was not copied',
      policy({ claims: { ...policy().claims, backups: {} } }),
      survey(),
      'backups',
      /^fail.*\/backup, kept 30 days/,
    ],
    [
      'it was copied before the stop',
      policy({ claims: { ...policy().claims, backups: { '/backup': { ...URL, on: '2026-11-09' } } } }),
      survey(),
      'backups',
      /^inconclusive.*before the host was stopped/,
    ],
    [
      'nothing is known to be kept',
      policy({ claims: { ...policy().claims, backups: {} } }),
      survey({ entries: [entry('export#1'), entry('rotate#2')] }),
      'backups',
      /^inconclusive/,
    ],
    [
      'a user is not claimed',
      policy({ claims: { ...policy().claims, users: { ...USERS, 'port:21': URL, 'login:ftpuser': { ...URL, on: '2026-12-01' } } } }),
      survey(),
      'users',
      /^inconclusive.*is to come/,
    ],
    [
      'another user is there',
      policy(),
      survey({ users: { ...survey().users, logins: [{ user: 'root', count: 1 }] } }),
      'users',
      /^fail.*login:root: nobody claims it/,
    ],
  ] as const)('says it when %s', async (_, host, surveyed, id, expected) => {
    const { report, of } = await judge(host, surveyed);
    expect(of(id)).toMatch(expected);
    expect(report.status).not.toBe('pass');
  });

  it.each([
    ['edited since', HASH, /^fail: it is not the one that entered the ledger.*entered at 2026-11-27T12:00:00.000Z by a@h: sha256 d+;/],
    ['never entered', null, /^inconclusive: it is not in the ledger/],
  ])('rests on no survey that was %s', async (_, entered, expected) => {
    const host = policy();
    const { report, of } = await judge(host, survey(), scenarioFacts(), [], [], entered);
    expect(of('survey')).toMatch(expected);
    expect(report.status).not.toBe('pass');
  });

  it('takes an entry for covered whose batch is retired and that the survey sees no more', async () => {
    const retired: RetiredBatch = {
      ...{ schema: 'twinrun.scenario/1', id: 'old-report', disposition: 'retire', startedBy: 'cron' },
      purpose: { what: 'a list', why: 'a page', owner: 'data team' },
      stopPlan: {
        ...{ agreed: URL, told: [{ who: 'shops', on: '2026-10-01' }], stop: { byHand: { what: 'stop', undo: 'start' } } },
        ...{ watch: { days: 5, who: 'B', where: 'mail' }, backups: { what: 'script', where: 's3', until: '2027-01-01' } },
        ...{ stopped: { ...URL, on: '2026-11-01' }, watched: URL },
      },
    };
    const host = policy({ entries: { ...policy().entries, 'rotate#2': { scenario: 'old-report' } } });
    const seen = await judge(host, survey(), scenarioFacts(), [], [retired]);
    expect(seen.of('covered')).toMatch(/^fail.*rotate#2: old-report retires it, and the survey still saw it started/);
    const gone = survey({ entries: survey().entries.filter(({ id }) => id !== 'rotate#2') });
    const { report, of } = await judge(host, gone, scenarioFacts(), [], [retired]);
    expect(of('covered')).toMatch(/^pass/);
    expect(report.status, JSON.stringify(report, undefined, 1)).toBe('pass');
    const { watched: _, ...unwatched } = retired.stopPlan;
    expect((await judge(host, gone, scenarioFacts(), [], [{ ...retired, stopPlan: unwatched }])).report.status).toBe('inconclusive');
  });

  it('is red where a batch was gone back from, until its candidate is shown at work again', async () => {
    const of = { scenario: 'client-export', world: 'real', status: 'pass', record: HASH } as const;
    const rollback: LedgerEntry = { ...of, type: 'rollback', at: '2026-11-12T00:00:00.000Z', id: 'back', playbook: HASH };
    const cutover: LedgerEntry = { ...of, type: 'cutover', at: '2026-11-13T00:00:00.000Z', id: 'over', step: 'done', changes: [] };
    const covered = async (...entries: readonly LedgerEntry[]) => (await judge(policy(), survey(), scenarioFacts(), entries)).of('covered');
    expect(await covered(cutover, rollback)).toMatch(/^fail.*client-export was gone back from at 2026-11-12/);
    expect(await covered({ ...rollback, status: 'cancelled' }, { ...cutover, status: 'fail' })).toMatch(/^fail/);
    expect(await covered({ ...rollback, world: 'sandbox' })).toMatch(/^pass/);
    expect(await covered({ ...rollback, scenario: 'another' })).toMatch(/^pass/);
    expect(await covered(rollback, cutover)).toMatch(/^pass/);
  });

  it('gives advice that can be typed as it stands, and tells runs in the sandbox from none', async () => {
    const inSandbox: LedgerEntry = {
      ...{
        type: 'run',
        at: '2026-11-12T00:00:00.000Z',
        scenario: 'client-export',
        run: 's',
        status: 'pass',
        allowed: 0,
        world: 'sandbox',
        seal: HASH,
      },
    };
    const facts = { ...scenarioFacts(), runs: [], armed: { armed: false, why: ['never drilled'] } as const };
    const { report, of } = await judge(policy(), undefined, facts, [inSandbox, inSandbox]);
    expect(of('passes')).toMatch(/^inconclusive: 0 of 1 2 runs in the sandbox do not count/);
    const fixes = [...(report.host?.conditions ?? []), ...report.scenarios.flatMap(({ conditions }) => conditions)].flatMap(({ fix = [] }) => fix);
    expect(fixes).toEqual(
      expect.arrayContaining(['twinrun survey batch', 'twinrun rollback client-export --drill', expect.stringMatching(/real-hosts\.md/)]),
    );
    expect(fixes.join()).not.toMatch(/<(?:scenario|host)>/);
  });

  it('holds a statement’s file against its hash', async () => {
    const withFile = (hash: string, file = 'evidence/list.txt') =>
      judge(policy({ claims: { ...policy().claims, backups: { '/backup': { ...URL, evidence: { file, sha256: hash } } } } }), survey());
    expect((await withFile(sha256('what was copied'))).of('backups')).toMatch(/^pass/);
    expect((await withFile(HASH)).of('backups')).toMatch(/^inconclusive.*has sha256/);
    expect((await withFile(HASH, 'evidence/none.txt')).of('backups')).toMatch(/^inconclusive.*cannot be read/);
  });

  it('is red where a batch ran on it after it was stopped, and where an override of it is open', async () => {
    expect((await judge(policy(), survey(), scenarioFacts({ startedAt: '2026-11-20T16:30:00.000Z' }))).of('stopped')).toMatch(/^fail.*r1 ran on it/);
    const open = {
      type: 'override',
      at: NOW.toISOString(),
      id: 'o1',
      subject: { host: 'batch' },
      by: 'A',
      recordedBy: 'a@h',
      why: 'w',
      until: '2026-11-28T00:00:00.000Z',
    } as const;
    const overridden = await judge(policy(), survey(), scenarioFacts(), [open]);
    expect(overridden.of('overrides')).toMatch(/^fail: 1 open/);
    expect(overridden.report.status).toBe('fail');
  });
});
