import { describe, expect, it } from 'vitest';
import { hereNow } from '../gate/counts-here.ts';
import type { RunFacts } from '../gate/facts.ts';
import type { CutoverRule } from '../model/cutover.ts';
import type { CutoverEntry } from '../model/ledger.ts';
import type { RunRecord } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import type { World } from '../model/world.ts';
import { runRecord, scenarioWith } from '../testing/stored-run.ts';
import { type ConditionInput, conditionsOf, deadlineSeconds } from './conditions.ts';

const NOW = Date.parse('2026-03-10T03:00:00Z'); // noon in Tokyo
const HASH = 'a'.repeat(64);
const ARN = 'arn:aws:ecs:ap-northeast-1:111122223333:task-definition/export:1';
const WORLD: World = {
  ...{ kind: 'real', databases: {}, aws: { region: 'ap-northeast-1', profile: 'batches' } },
  hosts: { batch: { address: '10.0.0.1', port: 22, user: 'export' } },
};
const sides = (change: Partial<Record<'script' | 'image' | 'task', string | undefined>> = {}): RunRecord['sides'] => {
  const { script, image, task } = { script: 's1', image: 'i1', task: ARN, ...change };
  const facts = { ...(image === undefined ? {} : { 'image.digest': image }), ...(task === undefined ? {} : { 'task.definition': task }) };
  return { legacy: { runner: 'ssh', facts: script === undefined ? {} : { 'script.sha256': script } }, candidate: { runner: 'fargate', facts } };
};
const scenario = scenarioWith([], {
  rollback: { possible: true, decideBy: '06:00' } as never,
  outputs: {
    backup: {
      format: { kind: 'csv', config: {} },
      empty: 'invalid',
      sides: { legacy: { kind: 'sftp', config: { host: 'batch' } }, candidate: { kind: 's3', config: {} } },
    },
  },
});
interface Change {
  readonly status?: 'pass' | 'fail' | 'inconclusive';
  readonly world?: World;
  readonly record?: Partial<RunRecord>;
  readonly scenario?: Partial<Scenario>;
  readonly problem?: string;
}
const run = (daysAgo: number, change: Change = {}): RunFacts => {
  const at = new Date(NOW - daysAgo * 86_400_000).toISOString();
  const world = change.world ?? WORLD;
  const record = runRecord({ id: `r${daysAgo}`, finishedAt: at, world, sides: sides(), files: { 'run.sh': 'f1' }, ...change.record });
  const { status = 'pass' } = change;
  const entry = { type: 'run', at, scenario: scenario.id, run: record.id, status, allowed: 0, world: world.kind, seal: HASH } as const;
  if (change.problem !== undefined) return { seq: 1, entry, problem: change.problem };
  return { seq: 1, entry, stored: { record, scenario: { ...scenario, ...change.scenario }, probes: [] } };
};
const rule = { greens: 2, lastPass: 2 * 86_400_000, apart: 15 * 60_000, window: { from: '09:00', until: '16:00' } } as CutoverRule;
const place = (region: string, account: string) => [{ schedule: 'default/export', place: `${region}, account ${account}` }];
const shown = (runs: readonly RunFacts[], change: Partial<ConditionInput['shown']> = {}) => ({
  ...{ scenario, files: { 'run.sh': 'f1' }, runs, cutovers: [], here: hereNow(WORLD, { hosts: ['batch'], databases: [] }), ...change },
});
const good: ConditionInput = {
  ...{ scenario, rule, now: NOW, shown: shown([run(1), run(2), run(5, { status: 'fail' })]) },
  schedules: { unfit: [], places: place('ap-northeast-1', '111122223333') },
  armed: { armed: true, drill: { at: '2026-03-01T00:00:00Z' }, until: '2026-04-01T00:00:00Z' } as ConditionInput['armed'],
};
const conditions = (change: Partial<ConditionInput> = {}) => conditionsOf({ ...good, ...change });
const unmet = (change: Partial<ConditionInput>) => conditions(change).flatMap(({ id, status }) => (status === 'pass' ? [] : [`${id} ${status}`]));
const NONE = ['greens inconclusive', 'last-pass inconclusive'];
const VOID = [...NONE, 'unchanged fail'];
const calibration = { tags: { calibration: 'c1' } };
const sandbox: World = { kind: 'sandbox', hosts: {}, databases: {}, aws: {} };

describe('the conditions of a cutover', () => {
  it('are met where all is as it must be', () => {
    expect(unmet({})).toEqual([]);
    expect(
      conditions()
        .map(({ text }) => text)
        .join('\n'),
    ).toMatch(/2 in a row[\s\S]*passed in ap-northeast-1, account 111122223333/);
  });

  it.each<[string, readonly RunFacts[], string[]]>([
    ['a red run between', [run(1), run(1.5, { status: 'fail' }), run(2)], ['greens inconclusive']],
    ['a red run at the end', [run(0.5, { status: 'fail' }), run(1), run(2)], ['greens fail', 'last-pass inconclusive']],
    ['an inconclusive run at the end', [run(0.5, { status: 'inconclusive' }), run(1), run(2)], NONE],
    ['passes of the sandbox', [run(1, { world: sandbox }), run(2, { world: sandbox })], NONE],
    ['passes of a calibration', [run(1), run(2, { record: calibration })], ['greens inconclusive']],
    ['a red take of a calibration', [run(0.5, { status: 'fail', record: calibration }), run(1), run(2)], ['greens fail', 'last-pass inconclusive']],
    ['old passes', [run(8), run(9)], ['last-pass inconclusive']],
    ['a pass of tomorrow', [run(-1), run(1)], ['last-pass inconclusive']],
    ['no run at all', [], NONE],
    ['a run whose folder is damaged', [run(1), run(2, { problem: 'damaged: run.json' })], ['greens inconclusive']],
    ['passes of another region', [1, 2].map((day) => run(day, { world: { ...WORLD, aws: { region: 'eu-west-1' } } })), NONE],
    ['passes with other credentials', [1, 2].map((day) => run(day, { world: { ...WORLD, aws: { ...WORLD.aws, profile: 'staging' } } })), NONE],
    [
      'passes against a stand-in for AWS',
      [1, 2].map((day) => run(day, { world: { ...WORLD, aws: { ...WORLD.aws, endpoint: 'http://127.0.0.1:9' } } })),
      NONE,
    ],
    [
      'passes of another host of that name',
      [1, 2].map((day) => run(day, { world: { ...WORLD, hosts: { batch: { address: '10.0.0.2', port: 22, user: 'u' } } } })),
      NONE,
    ],
    ['a pass with another script before', [run(1), run(2, { record: { sides: sides({ script: 's0' }) } })], ['greens inconclusive']],
    ['a pass with another image before', [run(1), run(2, { record: { sides: sides({ image: 'i0' }) } })], ['greens inconclusive']],
    [
      'passes of which nobody knows the image',
      [1, 2].map((day) => run(day, { record: { sides: sides({ image: undefined, task: undefined }) } })),
      ['unchanged inconclusive'],
    ],
    ['passes of an older scenario', [run(1, { scenario: { order: 'in-turn' } }), run(2)], VOID],
    ['passes of another schedule', [run(1, { scenario: { schedule: { cron: '0 2 * * *', zone: 'Asia/Tokyo' } } }), run(2)], VOID],
    ['passes of other files', [run(1, { record: { files: { 'run.sh': 'f0' } } }), run(2)], VOID],
    ['passes before the cutover was written, and the soak', [1, 2].map((day) => run(day, { scenario: { cutover: rule, soak: {} as never } })), []],
  ])('%s', (_, runs, expected) => expect(unmet({ shown: shown(runs) })).toEqual(expected));

  it.each<[string, Partial<ConditionInput>, string[]]>([
    ['the wrong time of day', { now: NOW + 5 * 3_600_000 }, ['window fail']],
    ['a fire that is near', { scenario: { ...scenario, schedule: { cron: '10 12 * * *', zone: 'Asia/Tokyo' } } }, ['apart fail']],
    ['no way back', { scenario: { ...scenario, rollback: { possible: false, reason: 'none' } as never } }, ['way-back fail']],
    ['a way back that nobody has drilled', { armed: { armed: false, why: ['never drilled'] } }, ['way-back fail']],
    ['a schedule without a dead-letter queue', { schedules: { ...good.schedules, unfit: ['no queue'] } }, ['schedules fail']],
    ['a schedule of another account', { schedules: { unfit: [], places: place('ap-northeast-1', '999999999999') } }, ['account fail']],
    ['a schedule of another region', { schedules: { unfit: [], places: place('us-east-1', '111122223333') } }, ['account fail']],
    ['a schedule that names no account', { schedules: { unfit: [], places: [{ schedule: 'default/export' }] } }, ['account inconclusive']],
  ])('%s', (_, change, expected) => expect(unmet(change)).toEqual(expected));

  it('say which change voided the passes, once, and whose they are', () => {
    const text = (runs: readonly RunFacts[]) =>
      conditions({ shown: shown(runs) })
        .flatMap(({ status, text: one }) => (status === 'pass' ? [] : [one]))
        .join('\n');
    const older = { outputs: { backup: { ...scenario.outputs.backup, empty: 'valid' } } } as never;
    expect(text([run(1, { scenario: older })]).match(/scenario outputs\.backup\.empty: "valid" became "invalid"/g)).toHaveLength(1);
    expect(text([run(1), run(2, { record: { sides: sides({ script: 's0' }) } })])).toContain(
      'r2 and all before it are void: legacy script.sha256: s0 became s1',
    );
    expect(text([run(1, { world: { ...WORLD, aws: { region: 'eu-west-1' } } })])).toContain('AWS region eu-west-1, not ap-northeast-1');
  });

  it('take what a journalled step of a cutover changed, to just that, for no drift: in this world only', () => {
    const runs = [run(1), run(2, { record: { sides: sides({ script: 's0' }) } })];
    const made = { side: 'legacy', fact: 'script.sha256', from: 's0', to: 's1' } as const;
    const entry: CutoverEntry = {
      ...{ type: 'cutover', at: new Date(NOW - 1.5 * 86_400_000).toISOString(), scenario: scenario.id, id: 'c', world: 'real', status: 'pass' },
      ...{ record: HASH, step: 'done', changes: [made] },
    };
    expect(unmet({ shown: shown(runs, { cutovers: [entry] }) })).toEqual([]);
    for (const other of [{ world: 'sandbox' }, { scenario: 'other' }, { status: 'fail' }, { changes: [{ ...made, to: 's2' }] }] as const)
      expect(unmet({ shown: shown(runs, { cutovers: [{ ...entry, ...other } as CutoverEntry] }) })).toEqual(['greens inconclusive']);
  });

  it('count passes of the sandbox in the sandbox, wherever it lies, and no others there', () => {
    const there = { here: hereNow(sandbox, { hosts: ['batch'], databases: [] }) };
    const runs = [run(1, { world: sandbox }), run(2, { world: { ...sandbox, aws: { endpoint: 'http://127.0.0.1:9' } } })];
    expect(unmet({ shown: shown(runs, there) })).toEqual([]);
    expect(unmet({ shown: shown([run(1), run(2)], there) })).toEqual(NONE);
  });

  it('knows windows over midnight', () => {
    const night = { rule: { ...rule, window: { from: '22:00', until: '05:00' } } };
    expect(unmet(night)).toEqual(['window fail']);
    expect(unmet({ ...night, now: Date.parse('2026-03-09T19:00:00Z') })).toEqual([]);
  });

  it('give a start until one must have decided about going back', () => {
    expect(deadlineSeconds(scenario, NOW)).toBe(4.5 * 3600);
    expect(deadlineSeconds({ ...scenario, rollback: { ...scenario.rollback, decideBy: '01:00' } as Scenario['rollback'] }, NOW)).toBe(23.5 * 3600);
  });
});
