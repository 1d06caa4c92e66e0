import type { EvidenceFile, EvidencePair, SideEvidence } from '../model/evidence.ts';
import type { Outcome } from '../model/outcome.ts';
import type { RunRecord } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Side } from '../model/side.ts';

export const STARTED = '2026-11-24T16:30:00.000Z';
export const FINISHED = '2026-11-24T16:31:00.000Z';

/** One side that went well and left one artifact of `backup`, unless told otherwise. */
export function sideEvidence(
  side: Side,
  change: { outcome?: Outcome; artifact?: Partial<EvidenceFile>; missing?: SideEvidence['missing'] } = {},
): SideEvidence {
  const take = `${side}-1` as const;
  return {
    observation: {
      schema: 'twinrun.observation/1',
      take,
      side,
      runner: 'process',
      outcome: change.outcome ?? { kind: 'exited', exitCode: 0 },
      startedAt: STARTED,
      finishedAt: FINISHED,
      durationMs: 60_000,
      log: { bytes: 0, cutBytes: 0, complete: true },
      facts: {},
    },
    artifacts:
      change.missing === undefined
        ? [
            {
              output: 'backup',
              side,
              take,
              path: `takes/${take}/artifacts/backup/clients.csv`,
              name: 'clients.csv',
              size: 3,
              sha256: side,
              source: `file://${side}/clients.csv`,
              writtenAt: FINISHED,
              verified: 'sha256',
              file: `/nowhere/${take}/clients.csv`,
              ...change.artifact,
            },
          ]
        : [],
    missing: change.missing ?? [],
  };
}

export function evidencePair(change: Partial<EvidencePair> = {}): EvidencePair {
  return { legacy: sideEvidence('legacy'), candidate: sideEvidence('candidate'), outputs: {}, probes: [], effects: [], ...change };
}

/** A scenario with one output and the given checks. */
export function scenarioWith(checks: Scenario['checks'], change: Partial<Scenario> = {}): Scenario {
  const tagged = { kind: 'process', config: {} };
  const side = { runner: tagged, timeout: 60_000, environment: {} };
  return {
    schema: 'twinrun.scenario/1',
    id: 'client-export',
    purpose: { what: 'Client list', why: 'The partner matches it', owner: 'data team', neededUntil: 'open' },
    disposition: 'migrate',
    schedule: { cron: '30 1 * * *', zone: 'Asia/Tokyo' },
    businessDate: { zone: 'Asia/Tokyo', offset: -1, mode: 'injected', variable: 'BUSINESS_DATE' },
    idempotent: true,
    rerun: { legacy: { mode: 'safe', reason: 'r' }, candidate: { mode: 'safe', reason: 'r' } },
    effects: {},
    order: 'together',
    sides: { legacy: side, candidate: { ...side, environment: { SIDE: 'candidate' } } },
    outputs: { backup: { format: { kind: 'csv', config: {} }, empty: 'invalid', sides: { legacy: tagged, candidate: tagged } } },
    probes: {},
    checks,
    allowances: [],
    impact: { who: 'users of the matching page', what: 'a day old', urgency: '1d', onCall: 'data team', owner: 'data team', partnerContact: 'desk' },
    rollback: {
      possible: true,
      decideBy: '06:00',
      triggers: [],
      steps: [{ id: 'rerun', kind: 'rerun', config: 'legacy' }],
      verify: [{ id: 'check', kind: 'check', config: 'row-count' }],
    },
    ...change,
  };
}

export function runRecord(change: Partial<RunRecord> = {}): RunRecord {
  const side = { runner: 'process', facts: {} };
  return {
    schema: 'twinrun.run/1',
    id: '20261124T163000Z-abcdef',
    scenario: 'client-export',
    scenarioHash: '0',
    files: {},
    checks: {},
    kind: 'rehearsal',
    outcome: 'completed',
    startedAt: STARTED,
    finishedAt: FINISHED,
    businessDate: '2026-11-24',
    schedule: { cron: '30 1 * * *', zone: 'Asia/Tokyo' },
    world: { kind: 'sandbox', hosts: {}, databases: {}, aws: {} },
    sides: { legacy: side, candidate: side },
    tags: {},
    versions: { twinrun: '0', node: 'v20', platform: 'linux-x64' },
    ...change,
  };
}
