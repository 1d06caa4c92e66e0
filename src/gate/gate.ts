import type { GateReport } from '../model/gate.ts';
import type { GatePolicy, HostPolicy } from '../model/gate-policy.ts';
import { openOverrides } from '../store/open-overrides.ts';
import { ledgerConditions } from './conditions/ledger.ts';
import { asOfEvidence, type LedgerFacts, type ScenarioFacts } from './facts.ts';
import { goneBack } from './gone-back.ts';
import type { CoveringScenario, HostFacts } from './host-facts.ts';
import { hostGate } from './host-gate.ts';
import type { RetiredFacts } from './retired-facts.ts';
import { retiredGate } from './retired-gate.ts';
import { scenarioGate, worstStatus } from './scenario-gate.ts';
import { statementProblem } from './statement.ts';

/** All that the gate judges: no clock, no store. */
export interface GateInput {
  readonly now: Date;
  readonly ledger: LedgerFacts;
  readonly scenarios: readonly { readonly facts: ScenarioFacts; readonly policy: GatePolicy }[];
  /** Batches that nobody needs. */
  readonly retired?: readonly { readonly facts: RetiredFacts; readonly policy: GatePolicy }[];
  readonly host?: { readonly facts: HostFacts; readonly policy: HostPolicy };
}

/** Judges scenarios, and the host that they leave. Pure: the worst counts, and nothing at all is inconclusive. */
export function judgeGate({ now, ledger, scenarios, retired = [], host }: GateInput): GateReport {
  const { records, head } = ledger;
  const overrides = openOverrides(records, now);
  const stoppedOn = host?.facts.stopped;
  const stopped =
    stoppedOn === undefined || statementProblem(stoppedOn, now) !== undefined ? undefined : new Date(`${stoppedOn.statement.on}T00:00:00Z`);
  const asOf = { now, ...(stopped === undefined ? {} : { stopped }) };
  const gates = scenarios.map(({ facts, policy }) => scenarioGate(facts, policy, records, overrides, asOfEvidence(newestOf(facts), asOf)));
  const ended = retired.map(({ facts, policy }) => retiredGate(facts, policy, records, overrides, now));
  const conditions = ledgerConditions(
    ledger,
    [...scenarios, ...retired].some(({ policy }) => policy.anchor),
  );
  const covering = new Map(
    scenarios.map(({ facts }, index) => {
      const newest = facts.runs.find(({ seq }) => seq === gates[index]?.runs[0]?.seq)?.stored;
      const shadowedAt = shadowOf(records, facts.scenario.id);
      const back = goneBack(records, facts.scenario.id);
      const one: CoveringScenario = {
        scenario: facts.scenario,
        ...(newest === undefined ? {} : { newest: newest.record }),
        ...(shadowedAt === undefined ? {} : { shadowedAt }),
        ...(back === undefined ? {} : { goneBack: back }),
      };
      return [facts.scenario.id, one];
    }),
  );
  const ofHost =
    host === undefined
      ? undefined
      : hostGate(host.facts, host.policy, { covering, retired: new Set(ended.map(({ scenario }) => scenario)) }, overrides, asOf);
  const all = [...gates, ...ended];
  return {
    schema: 'twinrun.gate/1',
    at: now.toISOString(),
    status: all.length === 0 && host === undefined ? 'inconclusive' : worstStatus([...conditions, ...(ofHost?.conditions ?? []), ...all]),
    ledger: { head, conditions },
    ...(ofHost === undefined ? {} : { host: ofHost }),
    scenarios: all,
  };
}

/** When its newest run ended, ms since 1970; NaN where there is none. */
function newestOf({ runs: [newest] }: ScenarioFacts): number {
  return Date.parse(newest?.stored?.record.finishedAt ?? '');
}

/** It is no run of parity, and a start of the legacy batch all the same. */
function shadowOf(records: LedgerFacts['records'], scenario: string): string | undefined {
  const shadow = records
    .map(({ entry }) => entry)
    .findLast((entry) => entry.type === 'soak' && entry.mode === 'shadow' && entry.world === 'real' && entry.scenario === scenario);
  return shadow?.at;
}
