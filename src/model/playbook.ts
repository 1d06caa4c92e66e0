import type { Tagged } from './schema.ts';

/** The rollback of a scenario. */
export type Playbook =
  | {
      readonly possible: true;
      /** Time of day `HH:MM` in the schedule's zone until which going back must be decided. */
      readonly decideBy: string;
      readonly pointOfNoReturn?: string;
      readonly triggers: readonly Tagged[];
      readonly steps: readonly Tagged[];
      readonly verify: readonly Tagged[];
    }
  | { readonly possible: false; readonly reason: string };
