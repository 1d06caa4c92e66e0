import type { Schedule } from '../model/scenario.ts';
import type { CandidateSchedule } from '../schedule/parity.ts';

/** What starts a scenario's candidate. A rule knows UTC only. */
export function candidatesOf({ candidate = [] }: Schedule): readonly CandidateSchedule[] {
  return candidate.map(({ kind, config }) => ({
    zone: 'UTC',
    ...(config as { expression: string }),
    service: kind === 'rule' ? 'rule' : 'scheduler',
  }));
}
