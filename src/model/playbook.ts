import type { Duration } from './clock.ts';
import type { Tagged } from './schema.ts';

/** The rollback of a scenario. */
export type Playbook = PossiblePlaybook | { readonly possible: false; readonly reason: string };

export interface PossiblePlaybook {
  readonly possible: true;
  /** Time of day `HH:MM` in the schedule's zone until which going back must be decided. */
  readonly decideBy: string;
  readonly pointOfNoReturn?: string;
  readonly triggers: readonly Tagged[];
  /** Taken before the first step, and brought back by `restore`; mandatory where the batch is not idempotent. */
  readonly snapshot?: PlaybookStep;
  readonly restore?: PlaybookStep;
  /** Names the probe that proves that `restore` brought back what `snapshot` took. */
  readonly probe?: string;
  readonly steps: readonly PlaybookStep[];
  readonly verify: readonly Verification[];
  /** By the name of an output: where the legacy batch leaves it when it is not fenced. In a drill the outputs lie where the scenario says. */
  readonly places?: Readonly<Record<string, Tagged>>;
  readonly drill?: DrillRule;
}

/** One step: what it does (`kind`, `config`), and what must be known to do it under stress, or again after a crash. */
export interface PlaybookStep extends Tagged {
  /** Unique within the playbook; names it in the journal. */
  readonly id: string;
  readonly title?: string;
  readonly timeout?: Duration;
  /** How long it takes as a rule. */
  readonly expected?: Duration;
  /** Must succeed before; reads only. */
  readonly precondition?: Tagged;
  /** Succeeds once the step has done its work; reads only. Asked where a crash left that open. */
  readonly doneWhen?: Tagged;
  /** Takes it back. */
  readonly undo?: Tagged;
  /** What is done in a drill instead; the kind `none` leaves it out, and says why. */
  readonly drill?: Tagged;
  readonly repeat?: Repeat;
  /** A step that cannot be taken back: what a person must type before it is done. */
  readonly confirm?: string;
}

/** Whether a step may be done again when it is not known whether it was done. `ask`: a person decides. */
export type Repeat = 'safe' | 'never' | 'ask';

/** How to know that one is back. */
export interface Verification extends Tagged {
  readonly id: string;
  readonly title?: string;
}

/** How the playbook is rehearsed. */
export interface DrillRule {
  /** A green drill arms the playbook for so long. */
  readonly validFor: Duration;
  /** Variables of the legacy batch in a drill, over its fences. */
  readonly environment?: Readonly<Record<string, string>>;
  /** By the name of an effect: where a drill's delivery arrives, in the terms of the effect's kind. */
  readonly targets?: Readonly<Record<string, unknown>>;
}
