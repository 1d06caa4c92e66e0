import type { Context } from '../model/context.ts';
import type { NaturalRun } from '../model/natural-run.ts';
import type { Registries } from '../model/registries.ts';
import type { Scenario } from '../model/scenario.ts';
import { SIDES, type Side } from '../model/side.ts';
import { type SoakMark, soakRunsOf } from '../model/soak.ts';
import type { Store } from '../model/store.ts';
import type { World } from '../model/world.ts';
import type { EventListener } from '../runtime/event-stream.ts';
import type { Variables } from '../scenario/variables.ts';

/** A scenario as it was loaded, with what later tells drift. */
export interface LoadedForRun {
  readonly scenario: Scenario;
  /** sha256 of the canonical JSON of the scenario. */
  readonly hash: string;
  /** sha256 of every file of its folder, by relative path. */
  readonly files: Readonly<Record<string, string>>;
}

/** Of what ran the harness. */
interface Versions {
  readonly twinrun: string;
  readonly node: string;
  readonly platform: string;
}

/** `plan.json`: what a run was begun with, on disk before anything is started, so that it can be gone on with. */
export interface RunPlan {
  readonly schema: 'twinrun.run-plan/1';
  readonly scenarioHash: string;
  readonly businessDate: string;
  readonly startedAt: string;
  readonly world: World;
  readonly tags: Readonly<Record<string, string>>;
  readonly versions: Versions;
  /** Of a soak's run. */
  readonly soak?: SoakMark;
}

/** An interrupted run to go on with. */
export interface ResumedRun {
  readonly id: string;
  readonly plan: RunPlan;
  /** It was sealed already, and not entered into the ledger. */
  readonly sealed: boolean;
}

/** All that one rehearsal needs. */
export interface Rehearsal {
  readonly loaded: LoadedForRun;
  readonly world: World;
  readonly variables: Variables;
  /** `YYYY-MM-DD`. */
  readonly businessDate: string;
  readonly registries: Registries;
  readonly store: Store;
  readonly versions: Versions;
  readonly tags: Readonly<Record<string, string>>;
  readonly listeners: readonly EventListener[];
  readonly resume?: ResumedRun;
  /** How long to wait for a host that another scenario works on, ms. */
  readonly hostWaitMs: number;
  /** Told while it waits, before there is a run. */
  readonly onWait?: (text: string) => void;
  /** Told what came of an interrupted run, before there is a new one. */
  readonly onNote?: (text: string) => void;
  /** Set where it gathers evidence of one natural run after the cutover. */
  readonly soak?: SoakMark & { readonly natural: NaturalRun };
}

/** The sides that are taken: in a soak without legacy the candidate's alone. */
export function sidesOf({ soak }: Pick<Rehearsal, 'soak'>): readonly Side[] {
  return soak?.mode === 'alone' ? ['candidate'] : SIDES;
}

/** Under which name the store keeps its run. */
export function runsNameOf({ loaded, soak }: Pick<Rehearsal, 'loaded' | 'soak'>): string {
  return soak === undefined ? loaded.scenario.id : soakRunsOf(loaded.scenario.id);
}

/** What marks its run as a soak's. */
export function soakMarkOf({ soak }: Pick<Rehearsal, 'soak'>): { readonly soak?: SoakMark } {
  return soak === undefined ? {} : { soak: { mode: soak.mode, fire: soak.fire, deadline: soak.deadline } };
}

/** What a run works with: the context without its run-bound parts. */
export type Outside = Pick<Context, 'signal' | 'clock' | 'ids' | 'secrets' | 'log'>;
