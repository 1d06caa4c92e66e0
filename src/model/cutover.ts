import type { Duration } from './clock.ts';
import type { PlaybookStep } from './playbook.ts';

/** How a scenario is cut over, as validated. */
export interface CutoverRule {
  /** Times of day `HH:MM` in the schedule's zone between which it may begin. */
  readonly window?: { readonly from: string; readonly until: string };
  /** How many passes in a row this world must have seen. */
  readonly greens: number;
  /** The last of them may not be older. */
  readonly lastPass: Duration;
  /** No fire may be nearer when the legacy batch is switched off. */
  readonly apart: Duration;
  /** Time of day `HH:MM` in the schedule's zone from which the partner may have taken a delivery away: what is not there after it was fetched, or never came. */
  readonly fetchedFrom?: string;
  /** Folder on each host for the script that takes the claim, which is then put before the command of each line; without it lines take none. */
  readonly claimFolder?: string;
  /** Every line of every crontab that starts the legacy batch. */
  readonly cron: readonly CronLineRef[];
  /** What starts the candidate: schedules of EventBridge Scheduler. */
  readonly schedules: readonly ScheduleRef[];
  /** The first real run: it delivers to a hold. */
  readonly first: {
    readonly run: PlaybookStep;
    /** Given to the first run: what makes it deliver to a hold. */
    readonly environment: Readonly<Record<string, string>>;
    /** Scenarios that compare what was held with its counterpart; each must pass. */
    readonly judge: readonly string[];
    readonly release: readonly PlaybookStep[];
  };
}

export interface CronLineRef {
  readonly host: string;
  readonly user?: string;
  readonly file?: string;
  readonly contains: string;
}

export interface ScheduleRef {
  readonly name: string;
  readonly group: string;
}
