import type { Condition, ScenarioGate } from '../model/gate.ts';
import type { GatePolicy } from '../model/gate-policy.ts';
import type { LedgerRecord, OverrideEntry } from '../model/ledger.ts';
import { agreed } from './conditions/agreed.ts';
import { noOverride } from './conditions/overrides.ts';
import { retiredStopped, stoppedAt } from './conditions/retired-stopped.ts';
import { told } from './conditions/told.ts';
import { watched } from './conditions/watched.ts';
import type { RetiredFacts } from './retired-facts.ts';
import { worstStatus } from './scenario-gate.ts';

/** Judges whether a stop plan is done: agreed, told, stopped, and missed by nobody for as long as it says. Pure. `overrides` are those that live now. */
export function retiredGate(
  facts: RetiredFacts,
  policy: GatePolicy,
  records: readonly LedgerRecord[],
  overrides: readonly OverrideEntry[],
  now: Date,
): ScenarioGate {
  const { retired } = facts;
  const stopped = stoppedAt(facts, records, now);
  const conditions: readonly Condition[] = [
    agreed(facts.agreed, now),
    told(retired, now),
    retiredStopped(retired, stopped),
    watched(facts, stopped, now),
    noOverride(overrides.filter(({ subject }) => 'scenario' in subject && subject.scenario === retired.id)),
  ];
  return { scenario: retired.id, status: worstStatus(conditions), policy, conditions, runs: [] };
}
