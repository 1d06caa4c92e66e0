import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry, LedgerRecord } from '../model/ledger.ts';
import { runRecord, scenarioWith } from '../testing/stored-run.ts';
import type { RunFacts } from './facts.ts';
import { judgeGate } from './gate.ts';
import { policyOf } from './policy.ts';

const DAY = 86_400_000;
const YEAR = Date.parse('2026-01-01T00:00:00Z');
const HASH = 'c'.repeat(64);
const at = (ms: number) => new Date(ms).toISOString();

/** What happens on one day of a simulated year. */
interface Day {
  readonly run?: {
    readonly hour: number;
    readonly status: 'pass' | 'fail' | 'inconclusive' | 'cancelled';
    readonly world: 'real' | 'sandbox' | 'elsewhere';
    readonly unexplained: number;
    readonly damaged: boolean;
    readonly input: number;
    readonly calibration: boolean;
  };
  /** A new script from this day on; by a cutover's step, or just so. */
  readonly script?: 'cutover' | 'drift';
  readonly scenario?: true;
  readonly override?: { readonly days: number };
  /** Of the newest run. */
  readonly selfTest?: { readonly score: number };
}

/** On one day of so many, as a rule. */
const once = <T>(days: number, value: fc.Arbitrary<T>) => fc.integer({ min: 1, max: days }).chain((n) => (n === 1 ? value : fc.constant(undefined)));

const day: fc.Arbitrary<Day> = fc.record(
  {
    run: fc.option(
      fc.record({
        hour: fc.integer({ min: 0, max: 23 }),
        status: fc.oneof(
          { weight: 90, arbitrary: fc.constant('pass' as const) },
          fc.constantFrom('fail' as const, 'inconclusive' as const, 'cancelled' as const),
        ),
        world: fc.oneof({ weight: 20, arbitrary: fc.constant('real' as const) }, fc.constantFrom('sandbox' as const, 'elsewhere' as const)),
        unexplained: fc.constantFrom(0, 0, 0, 2),
        damaged: fc.integer({ min: 0, max: 300 }).map((n) => n === 0),
        input: fc.constantFrom(5, 5, 5, 0),
        calibration: fc.integer({ min: 0, max: 15 }).map((n) => n === 0),
      }),
      { nil: undefined, freq: 6 },
    ),
    script: once(25, fc.constantFrom('cutover' as const, 'drift' as const)),
    scenario: once(80, fc.constant(true as const)),
    override: once(60, fc.record({ days: fc.integer({ min: 1, max: 9 }) })),
    selfTest: once(10, fc.record({ score: fc.constantFrom(0.5, 0.95, 0.95) })),
  },
  { requiredKeys: [] },
) as never;

interface Simulated extends NonNullable<Day['run']> {
  readonly at: number;
  readonly script: string;
  readonly scenario: number;
  readonly index: number;
}

/** The year as it was until `now`: what happened, for the oracle, and the same as ledger and folders have it, for the gate. */
function live(days: readonly Day[], now: number) {
  const scenarios: ReturnType<typeof scenarioWith>[] = [];
  const scenarioOf = (version: number) =>
    (scenarios[version] ??= scenarioWith([], {
      purpose: { what: `v${version}`, why: 'w', owner: 'o', neededUntil: 'open' },
      probes: { input: { kind: 'sql', config: {} } },
    }));
  const entries: LedgerEntry[] = [];
  const runs: Simulated[] = [];
  const facts: RunFacts[] = [];
  const cutovers: { at: number; to: string }[] = [];
  const overrides: number[] = [];
  const tests: { score: number; scenario: number; run: Simulated }[] = [];
  let [script, scenario] = ['s0', 0];
  for (const [index, one] of days.entries()) {
    const begin = YEAR + index * DAY;
    if (begin > now) break;
    if (one.script !== undefined) {
      script = `s${index}`;
      if (one.script === 'cutover') {
        cutovers.push({ at: begin, to: script });
        entries.push({
          type: 'cutover',
          at: at(begin),
          scenario: 'client-export',
          id: `c${index}`,
          world: 'real',
          status: 'pass',
          record: HASH,
          step: 'switch',
          changes: [{ side: 'candidate', fact: 'image.digest', to: script }],
        });
      }
    }
    if (one.scenario === true) scenario += 1;
    if (one.override !== undefined) {
      overrides.push(begin + one.override.days * DAY);
      entries.push({
        type: 'override',
        at: at(begin),
        id: `o${index}`,
        subject: { scenario: 'client-export' },
        by: 'A',
        recordedBy: 'a@h',
        why: 'w',
        until: at(begin + one.override.days * DAY),
      });
    }
    const tried = runs.at(-1);
    if (one.selfTest !== undefined && tried !== undefined) {
      tests.push({ ...one.selfTest, scenario, run: tried });
      entries.push({
        ...{ type: 'self-test', at: at(begin), scenario: 'client-export', id: `t${index}`, status: 'pass', record: HASH, survivors: [] },
        ...{ world: tried.world === 'sandbox' ? 'sandbox' : 'real', ...one.selfTest, scenarioHash: String(scenario), run: `r${tried.index}` },
      });
    }
    const ran = begin + (one.run?.hour ?? 0) * 3_600_000 + 60_000;
    if (one.run === undefined || ran > now) continue;
    const run: Simulated = { ...one.run, at: ran, script, scenario, index };
    runs.push(run);
    const entry = {
      type: 'run',
      at: at(ran),
      scenario: 'client-export',
      run: `r${index}`,
      status: run.status,
      allowed: 0,
      world: run.world === 'sandbox' ? 'sandbox' : 'real',
      seal: HASH,
      // Records of earlier versions leave it to the run's own record.
      ...(index % 2 === 0 ? { purpose: run.calibration ? 'calibration' : 'rehearsal' } : {}),
    } as const;
    entries.push(entry);
    const record = runRecord({
      id: entry.run,
      tags: run.calibration ? { calibration: 'c' } : {},
      startedAt: at(ran),
      finishedAt: at(ran),
      businessDate: at(ran - DAY + 9 * 3_600_000).slice(0, 10),
      world: { kind: entry.world, hosts: {}, databases: {}, aws: run.world === 'elsewhere' ? { region: 'eu-west-1' } : { region: 'ap-northeast-1' } },
      sides: { legacy: { runner: 'ssh', facts: { 'script.sha256': 'l' } }, candidate: { runner: 'fargate', facts: { 'image.digest': script } } },
    });
    const probes = [{ probe: 'input', moment: 'before' as const, at: at(ran), value: String(run.input) }];
    const stored = { record, scenario: scenarioOf(scenario), probes, unexplained: run.unexplained };
    facts.unshift({ seq: entries.length, entry, stored, ...(run.damaged ? { problem: 'damaged: run.json' } : {}) });
  }
  const records = entries.map((entry, index): LedgerRecord => ({ schema: 'twinrun.ledger/1', seq: index + 1, previous: HASH, entry, hash: HASH }));
  const scenarioFacts = {
    scenario: scenarioOf(scenario),
    hash: String(scenario),
    files: {},
    runs: facts,
    interrupted: [],
    armed: { armed: true, until: at(now + DAY) } as const,
  };
  return { runs, cutovers, overrides, tests, scenario, records, scenarioFacts };
}

const POLICY = policyOf({ passes: 5, days: 4, lastPass: 3 * DAY, emptyInput: 'input', world: { region: 'ap-northeast-1' } });

/** The policy once more, said of the year itself and by other means than the gate's. */
function oracle({ runs, cutovers, overrides, tests, scenario }: ReturnType<typeof live>, now: number): Readonly<Record<string, boolean>> {
  const real = runs.filter(({ world }) => world !== 'sandbox');
  const intact = real.slice(real.findLastIndex(({ damaged }) => damaged) + 1);
  const shows = ({ status, calibration }: Simulated) => (status === 'pass' ? !calibration : status !== 'cancelled');
  const here = intact.filter((run) => run.world === 'real' && shows(run));
  const sameAsNext = (index: number) => {
    const [one, next] = [here[index], here[index + 1]];
    if (one === undefined) return false;
    if (next === undefined) return one.scenario === scenario;
    return (
      one.scenario === next.scenario &&
      (one.script === next.script || cutovers.some(({ at: when, to }) => to === next.script && when > one.at && when <= next.at))
    );
  };
  const window = here.filter((_, index) => here.slice(index).every((__, offset) => sameAsNext(index + offset)));
  const counted = window.filter((_, index) => window.slice(index).every(({ status }) => status === 'pass'));
  const tokyo = (ms: number) => new Date(ms + 9 * 3_600_000);
  const newest = counted.at(-1);
  const test = tests.filter(({ run }) => run.world === 'real').at(-1);
  return {
    passes: counted.length >= 5,
    days: new Set(counted.map((run) => Math.floor((run.at + 9 * 3_600_000) / DAY))).size >= 4,
    // It is about the day before: a month's end where the run's own day is a first.
    'month-end': counted.some((run) => tokyo(run.at).getUTCDate() === 1),
    'empty-input': counted.some(({ input }) => input === 0),
    'last-pass': newest !== undefined && now - newest.at <= 3 * DAY,
    unexplained: window.length > 0 && window.every(({ status, unexplained }) => status === 'pass' || unexplained === 0),
    'self-test': test !== undefined && test.score >= 0.9 && test.scenario === scenario && !test.run.damaged,
    overrides: overrides.every((until) => until <= now),
    unchanged: newest !== undefined,
  };
}

describe('a year of simulated histories', () => {
  it('is judged, on every day of it, as the policy says', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(fc.array(day, { minLength: 365, maxLength: 365 }), fc.integer({ min: 0, max: 6 }), (days, offset) => {
        for (let now = YEAR + (20 + offset) * DAY; now < YEAR + 365 * DAY; now += 7 * DAY) {
          const lived = live(days, now);
          const report = judgeGate({
            now: new Date(now),
            ledger: { records: lived.records, head: { seq: 1, hash: HASH } },
            scenarios: [{ facts: lived.scenarioFacts, policy: POLICY }],
          });
          const expected = oracle(lived, now);
          const found = Object.fromEntries(
            (report.scenarios[0]?.conditions ?? []).filter(({ id }) => id in expected).map(({ id, status }) => [id, status === 'pass']),
          );
          expect(found).toEqual(expected);
          const green = Object.values(expected).every(Boolean);
          expect(report.status === 'pass').toBe(green);
          for (const [id, holds] of [...Object.entries(expected), ['green', green] as const])
            seen.set(`${id} ${holds}`, (seen.get(`${id} ${holds}`) ?? 0) + 1);
        }
      }),
      { numRuns: 15 },
    );
    // Each was seen both ways, or this proves nothing.
    for (const id of ['passes', 'days', 'month-end', 'empty-input', 'last-pass', 'unexplained', 'self-test', 'overrides', 'unchanged', 'green'])
      for (const holds of [true, false]) expect(seen.get(`${id} ${holds}`) ?? 0, `${id} ${holds}`).toBeGreaterThan(0);
  });
});
