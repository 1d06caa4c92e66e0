import type { Clock } from '../model/clock.ts';
import type { Scenario } from '../model/scenario.ts';
import { deadlineOf } from './deadline.ts';

const MINUTE_MS = 60_000;

/** What stands before each line of progress: how long is left to decide about going back. Empty where there is no such time. */
export function decideClock(scenario: Scenario, businessDate: string, clock: Clock): () => string {
  const deadline = deadlineOf(scenario, businessDate, clock.now());
  if (deadline === undefined || !scenario.rollback.possible) return () => '';
  const { decideBy } = scenario.rollback;
  return () => {
    const left = deadline.getTime() - clock.now().getTime();
    const minutes = Math.floor(Math.abs(left) / MINUTE_MS);
    const time = `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
    return left < 0 ? `[${decideBy} is over since ${time}] ` : `[${time} until ${decideBy}] `;
  };
}
