import { describe, expect, it } from 'vitest';
import type { PlaybookStep, PossiblePlaybook } from '../model/playbook.ts';
import type { Registries } from '../model/registries.ts';
import type { Scenario } from '../model/scenario.ts';
import type { StepKind } from '../model/step-kind.ts';
import type { World } from '../model/world.ts';
import { documentToMarkdown } from '../reporters/document-to-markdown.ts';
import { fakeRegistries as fakes } from '../testing/fake-registries.ts';
import { scenarioWith } from '../testing/stored-run.ts';
import { checklistDocument } from './checklist.ts';
import { requireConsent } from './consent.ts';
import { type Mode, planHash, planRollback } from './rollback-plan.ts';

const host = { address: '127.0.0.1', port: 22, user: 'export' };
const sandbox: World = { kind: 'sandbox', hosts: { batch: host }, databases: {}, aws: { endpoint: 'http://127.0.0.1:9000' } };
const real: World = { ...sandbox, kind: 'real' };
const local = { ...fakes.steps.local, local: true } as StepKind;
const fakeRegistries: Registries = { ...fakes, steps: { ...fakes.steps, local } };
/** The sandbox's account, and somebody's real host. */
const mixed: World = { ...sandbox, hosts: { batch: { ...host, address: '10.0.0.1' } } };
const rerun: PlaybookStep = { id: 'rerun', kind: 'rerun', config: 'legacy' };
const ssh: PlaybookStep = { id: 'switch', kind: 'ssh', config: { host: 'batch', command: ['off', '{{date}}'] } };

function scenario(playbook: Partial<PossiblePlaybook>, change: Partial<Scenario> = {}): Scenario {
  const base = scenarioWith([]);
  const effects = { file: { kind: 'sftp', sides: { legacy: { fence: { HOST: 'decoy', FOLDER: 'x' } } } } };
  return { ...base, effects, rollback: { ...(base.rollback as PossiblePlaybook), steps: [rerun], ...playbook }, ...change };
}

function plan(of: Scenario, mode: Mode, world: World = sandbox) {
  return planRollback({ scenario: of, scenarioHash: '0', world, variables: { date: '2026-03-30', hosts: {} }, mode, registries: fakeRegistries });
}

const environmentOf = (of: Scenario, mode: Mode) => plan(of, mode).acts[0]?.environment;

describe('the plan of a rollback', () => {
  it('gives the legacy batch its real targets, and in a drill its fences, over which drill targets win', () => {
    expect(environmentOf(scenario({}), 'real')).toEqual({ BUSINESS_DATE: '2026-03-30' });
    expect(environmentOf(scenario({}), 'drill')).toEqual({ BUSINESS_DATE: '2026-03-30', HOST: 'decoy', FOLDER: 'x' });
    const own = scenario({ drill: { validFor: 1, environment: { FOLDER: 'drill' } } });
    // A fence that the drill does not name stays.
    expect(environmentOf(own, 'drill')).toEqual({ BUSINESS_DATE: '2026-03-30', HOST: 'decoy', FOLDER: 'drill' });
  });

  it('repeats an idempotent batch, and another only behind its fences', () => {
    const repeat = (idempotent: boolean, mode: Mode) => plan(scenario({}, { idempotent }), mode).acts[0]?.repeat;
    expect([repeat(true, 'real'), repeat(false, 'real'), repeat(false, 'drill')]).toEqual(['safe', 'never', 'safe']);
  });

  it('leaves a batch that must not be run again out of drills, and proves the restore in its place', () => {
    const probes = { state: { kind: 'sql', config: { database: 'db', query: 'SELECT 1' } } };
    const never = { mode: 'never', reason: 'it pays' } as const;
    const snapshot: PlaybookStep = { ...ssh, id: 'snapshot' };
    const of = scenario(
      { snapshot, restore: { ...ssh, id: 'restore' }, probe: 'state' },
      { idempotent: false, probes, rerun: { legacy: never, candidate: never } },
    );
    const drill = plan(of, 'drill').acts;
    expect(drill.map(({ id, leftOut, probe }) => [id, leftOut, probe?.use])).toEqual([
      ['snapshot', undefined, 'remember'],
      ['rerun', 'it must not be run again (it pays)', undefined],
      ['restore', undefined, 'compare'],
    ]);
    const done = plan(of, 'real');
    expect([done.acts.map(({ id }) => id), done.undo.map(({ id }) => id)]).toEqual([['snapshot', 'rerun'], ['restore']]);
  });

  it('refuses to drill what would act for real, naming each step', () => {
    const steps = [ssh, { ...ssh, id: 'local', kind: 'local', config: { command: ['x'] } }, rerun];
    for (const world of [real, mixed]) expect(() => plan(scenario({ steps }), 'drill', world)).toThrow(/switch, local would act for real/);
    expect(() => plan(scenario({ steps }), 'drill')).toThrow(/: local would act for real/);
    const drilled = steps.map((step) => (step.kind === 'rerun' ? step : { ...step, drill: { kind: 'none', config: 'no such host there' } }));
    expect(plan(scenario({ steps: drilled }), 'drill', real).acts.map(({ leftOut }) => leftOut)).toEqual([
      'no such host there',
      'no such host there',
      undefined,
    ]);
  });

  it('has another hash when anything of it is another', () => {
    const hashes = [
      plan(scenario({}), 'real'),
      plan(scenario({}), 'drill'),
      plan(scenario({}), 'real', real),
      plan(scenario({ steps: [ssh] }), 'real'),
      plan(scenario({ steps: [{ ...rerun, timeout: 1 }] }), 'real'),
    ].map(planHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('is impossible where the scenario says so', () => {
    const none = { ...scenario({}), rollback: { possible: false, reason: 'the partner keeps it' } } as const;
    expect(() => plan(none, 'real')).toThrow(/the partner keeps it/);
  });
});

describe('consent', () => {
  const signal = new AbortController().signal;
  const consent = (of: Scenario, given: { yes?: boolean; approve?: string }) => {
    const planned = plan(of, 'real');
    return requireConsent(planned, planned.acts, { yes: false, ...given }, fakeRegistries.steps, signal);
  };

  it('without a terminal takes --yes for what may be repeated, and the hash for all else', async () => {
    expect(await consent(scenario({}), { yes: true })).toEqual({ approved: false });
    for (const step of [
      { ...rerun, confirm: 'GO' },
      { ...rerun, repeat: 'never' as const },
      { ...rerun, repeat: 'ask' as const },
    ]) {
      const of = scenario({ steps: [step] });
      await expect(consent(of, { yes: true })).rejects.toMatchObject({ code: 'rollback.needs-person', class: 'misuse' });
      expect(await consent(of, { approve: planHash(plan(of, 'real')) })).toEqual({ approved: true });
    }
    await expect(consent(scenario({}), { approve: 'x' })).rejects.toMatchObject({ code: 'rollback.other-plan' });
  });
});

describe('the checklist', () => {
  it('serves without the tool: deadline, contacts, each command written out, each look, and the way to take it back', () => {
    const of = scenario({
      pointOfNoReturn: 'the partner has fetched it',
      steps: [{ ...ssh, title: 'switch it off', expected: 5_000, confirm: 'OFF', undo: { kind: 'manual', config: 'switch it on' } }, rerun],
      verify: [
        { id: 'q', kind: 'query-equals', config: { output: 'backup', database: 'db', query: "SELECT '{{date}}'" } },
        { id: 'm', kind: 'manual', config: 'the page shows today' },
      ],
      places: { backup: { kind: 'sftp', config: { host: 'batch', path: 'backup/x.csv' } } },
    });
    const registries = {
      steps: { ...fakeRegistries.steps, ssh: { ...fakeRegistries.steps.ssh, byHand: () => ["ssh batch 'off {{date}}'"] } },
    } as unknown as typeof fakeRegistries;
    const text = documentToMarkdown(checklistDocument(of, registries, { businessDate: '2026-03-30', addresses: { batch: 'export@10.0.0.1:22' } }));
    for (const part of [
      ...['Decide by 06:00 Asia/Tokyo', 'the partner has fetched it', 'data team', 'desk', '☐ 1. switch it off', "ssh batch 'off 2026-03-30'"],
      ...[
        'Cannot be taken back',
        'Takes about 5 s',
        '☐ 2. run the legacy batch again',
        "SELECT '2026-03-30'",
        'backup/x.csv',
        '☐ the page shows today',
      ],
      ...['☐ switch it on', 'export@10.0.0.1:22', 'verified by'],
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('{{');
  });
});
