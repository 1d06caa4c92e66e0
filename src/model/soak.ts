import type { Duration } from './clock.ts';
import type { Tagged } from './schema.ts';

/** `shadow`: legacy is kept running, fenced, and compared with. `alone`: nothing is compared with legacy any more. */
export type SoakMode = 'shadow' | 'alone';

/** How natural runs are judged after the cutover, and until when, as validated. */
export interface SoakRule {
  readonly mode: SoakMode;
  /** So long after its fire the natural run is done at the latest. */
  readonly deadline: Duration;
  /** It is over after so many green runs in a row … */
  readonly runs: number;
  /** … on so many different days, by the clock of the schedule's zone. */
  readonly days: number;
  /** What the candidate's natural run leaves last: settings of the runner `observe`. */
  readonly observe: unknown;
  /** Where the candidate leaves an output when it is not fenced, by output. */
  readonly places: Readonly<Record<string, Tagged>>;
  /** Instead of the scenario's. */
  readonly checks?: readonly Tagged[];
  readonly bounds: BoundsRule;
  /** What a person says that an output holds, whatever its history, by output. */
  readonly expect: Readonly<Record<string, Expected>>;
}

/** How bounds come about: the least and the most of the last `last` passes, once there are `atLeast`, widened by the share `spread` of each. */
export interface BoundsRule {
  readonly last: number;
  readonly atLeast: number;
  readonly spread: number;
}

export interface Expected {
  readonly rows?: Range;
  readonly bytes?: Range;
  /** The header, in this order. */
  readonly columns?: readonly string[];
}

/** Both ends belong to it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What marks a run as one of a soak, in `run.json` and `plan.json`. */
export interface SoakMark {
  /** As it was judged: a run that did not happen has nothing to be compared with. */
  readonly mode: SoakMode;
  /** The scheduled start; ISO 8601, UTC. */
  readonly fire: string;
  /** Until when it was due; ISO 8601, UTC. */
  readonly deadline: string;
}

/** Under which name the store keeps the runs of a scenario's soak: beside those of its rehearsals, never among them. No scenario can be called so. */
export function soakRunsOf(scenario: string): string {
  return `${scenario}.soak`;
}
