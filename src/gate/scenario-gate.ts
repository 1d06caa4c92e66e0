import type { Condition, CountedRun, ProvenVersions, ScenarioGate } from '../model/gate.ts';
import type { GatePolicy } from '../model/gate-policy.ts';
import type { LedgerEntry, LedgerRecord, OverrideEntry } from '../model/ledger.ts';
import type { Status } from '../model/status.ts';
import { named } from './condition.ts';
import { allowances } from './conditions/allowances.ts';
import { armed } from './conditions/armed.ts';
import { days, emptyInput, monthEnd, namedDates } from './conditions/coverage.ts';
import { lastPass } from './conditions/last-pass.ts';
import { noOverride } from './conditions/overrides.ts';
import { passes } from './conditions/passes.ts';
import { selfTest } from './conditions/self-test.ts';
import { unchanged } from './conditions/unchanged.ts';
import { unexplained } from './conditions/unexplained.ts';
import { hereByPolicy } from './counts-here.ts';
import { codeFiles, versionsOf } from './drift.ts';
import type { AsOf, ScenarioFacts } from './facts.ts';
import { type CountedFacts, streakOf } from './streak.ts';

/** Judges one scenario. Pure. `overrides` are those that live now. */
export function scenarioGate(
  facts: ScenarioFacts,
  policy: GatePolicy,
  records: readonly LedgerRecord[],
  overrides: readonly OverrideEntry[],
  { now, stopped }: AsOf,
): ScenarioGate {
  const { scenario } = facts;
  const streak = streakOf(facts, ofType(records, 'cutover'), hereByPolicy(policy.world));
  const { runs } = streak;
  const all = ofType(records, 'run').filter((entry) => entry.scenario === scenario.id);
  const here = all.filter(({ world }) => world === 'real');
  const conditions = [
    passes(streak, policy.passes, { interrupted: facts.interrupted, inSandbox: all.length - here.length }),
    days(runs, scenario, policy.days),
    monthEnd(runs, policy.monthEnd),
    namedDates(runs, policy.dates),
    emptyInput(runs, policy.emptyInput),
    lastPass(runs, policy.lastPass, stopped ?? now, stopped === undefined),
    unchanged(streak, scenario),
    unexplained(streak),
    allowances(scenario, here, now),
    armed(facts.armed, policy.armed),
    selfTest(
      ofType(records, 'self-test').filter((entry) => entry.scenario === scenario.id),
      facts,
      policy,
    ),
    noOverride(overrides.filter(({ subject }) => 'scenario' in subject && subject.scenario === scenario.id)),
  ].map((condition) => named(condition, { scenario: scenario.id }));
  const [newest] = runs;
  return {
    scenario: scenario.id,
    status: worstStatus(conditions),
    policy,
    conditions,
    runs: runs.map(countedRun),
    ...(newest === undefined ? {} : { versions: provenBy(newest, facts) }),
  };
}

/** Fail before inconclusive before pass; what is not asked for decides nothing, and no condition at all is inconclusive. */
export function worstStatus(conditions: readonly { readonly status: Condition['status'] }[]): Status {
  const asked = conditions.filter(({ status }) => status !== 'not-asked');
  if (asked.some(({ status }) => status === 'fail')) return 'fail';
  return asked.length === 0 || asked.some(({ status }) => status === 'inconclusive') ? 'inconclusive' : 'pass';
}

function countedRun({ seq, entry, stored: { record } }: CountedFacts): CountedRun {
  return { id: entry.run, seq, seal: entry.seal, startedAt: record.startedAt, businessDate: record.businessDate, allowed: entry.allowed };
}

function provenBy({ stored: { record } }: CountedFacts, { hash, files }: ScenarioFacts): ProvenVersions {
  return { scenarioHash: hash, files: codeFiles(files), sides: { legacy: versionsOf(record, 'legacy'), candidate: versionsOf(record, 'candidate') } };
}

function ofType<T extends LedgerEntry['type']>(records: readonly LedgerRecord[], type: T): readonly Extract<LedgerEntry, { type: T }>[] {
  return records.flatMap(({ entry }) => (entry.type === type ? [entry as Extract<LedgerEntry, { type: T }>] : []));
}
