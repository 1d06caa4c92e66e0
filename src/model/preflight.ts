import type { Location } from './location.ts';

/** `OK`: seen where it counts. `MISSING`, `DIFFERS`: the candidate would not do as legacy does. `SKIPPED`: not proven, with why. */
export type PreflightState = 'OK' | 'MISSING' | 'DIFFERS' | 'SKIPPED';

/** The lines that mend it, ready to be copied. */
export interface PreflightFix {
  readonly dockerfile?: string;
  /** A part of the container's definition, as JSON. */
  readonly taskDefinition?: string;
  readonly text?: string;
}

/** One thing that the batch needs, and whether the candidate's environment has it. */
export interface PreflightItem {
  /** The rule that says so: `time-zone`, `commands` … */
  readonly rule: string;
  readonly subject: string;
  readonly state: PreflightState;
  readonly why: string;
  readonly legacy?: string;
  readonly candidate?: string;
  /** Where it is used. */
  readonly at?: Location;
  readonly fix?: PreflightFix;
}

/** What `twinrun preflight` found: `twinrun.preflight/1`. */
export interface PreflightReport {
  readonly schema: 'twinrun.preflight/1';
  readonly scenario: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly world: 'sandbox' | 'real';
  /** How each environment was looked at: the kind of its runner, or why it was not. */
  readonly sides: { readonly legacy: string; readonly candidate: string };
  readonly items: readonly PreflightItem[];
}
