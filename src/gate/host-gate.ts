import type { HostGate } from '../model/gate.ts';
import type { HostPolicy } from '../model/gate-policy.ts';
import type { OverrideEntry } from '../model/ledger.ts';
import { named } from './condition.ts';
import { covered } from './conditions/covered.ts';
import { backups } from './conditions/host-backups.ts';
import { hostStopped } from './conditions/host-stopped.ts';
import { hostUsers } from './conditions/host-users.ts';
import { noOverride } from './conditions/overrides.ts';
import { surveyed } from './conditions/surveyed.ts';
import type { AsOf } from './facts.ts';
import type { Claimable, HostFacts } from './host-facts.ts';

/** Judges what is the host's own; its scenarios are judged each for itself. Pure. */
export function hostGate(facts: HostFacts, policy: HostPolicy, claimable: Claimable, overrides: readonly OverrideEntry[], asOf: AsOf): HostGate {
  const survey = facts.survey?.survey;
  return {
    host: facts.host,
    policy,
    conditions: [
      surveyed(facts.survey, policy, asOf),
      covered(survey, policy.entries, claimable),
      hostStopped(facts, policy.stoppedDays, [...claimable.covering.values()], asOf.now),
      backups(survey, facts, policy.backups, asOf),
      hostUsers(survey, facts.users, asOf.now),
      noOverride(overrides.filter(({ subject }) => 'host' in subject && subject.host === facts.host)),
    ].map((condition) => named(condition, { host: facts.host })),
    ...(facts.survey === undefined ? {} : { survey: facts.survey.sha256 }),
  };
}
