import type { Context } from './context.ts';
import type { CutoverChange } from './ledger.ts';
import type { Message } from './message.ts';
import type { Observation } from './observation.ts';
import type { ResumedTake } from './runner.ts';
import type { Schema, Tagged } from './schema.ts';

/** Whoever answers at a terminal. */
export interface Person {
  /** `user@host`, for the journal. */
  readonly name: string;
  /** The one of `words` that was typed, exactly; undefined for anything else. Throws on abort. */
  choose(question: string, words: readonly string[], signal: AbortSignal): Promise<string | undefined>;
}

/** What a step is asked to do, beside its own configuration. */
export interface StepRequest {
  /** Unique for this attempt; what is started carries it. */
  readonly attempt: string;
  readonly title: string;
  /** Handed to what is started; never put into shell text. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Absolute path of the log to write. */
  readonly logFile: string;
  /** How the legacy batch is started, for steps that do. */
  readonly legacy: { readonly runner: Tagged; readonly schedule: { readonly cron: string; readonly zone: string } };
  /** Set when this attempt was begun by a process that died. */
  readonly resumed?: ResumedTake;
  /** Absent where nobody is at a terminal. */
  readonly person?: Person;
}

/** How a step ended. `unknown`: it may have done its work or not. */
export interface StepEnd {
  readonly status: 'ok' | 'failed' | 'cancelled' | 'unknown';
  /** One line for people. */
  readonly text: string;
  /** Something of it still runs. */
  readonly living?: boolean;
  /** Of what failed: it surely did nothing. */
  readonly started?: false;
  /** What it changed on purpose, for the ledger. */
  readonly changes?: readonly CutoverChange[];
  readonly observation?: Observation;
}

/** Whether a step may be done where it would be done, as far as that shows without doing it. */
export interface Permission {
  readonly status: 'allowed' | 'denied' | 'unknown';
  /** What was looked at, or why it cannot be told. */
  readonly text: string;
}

/** One kind of step of a playbook. */
export interface StepKind<C = unknown> {
  readonly kind: string;
  readonly config: Schema<C>;
  /** What it does if nothing else is said, when it is not known whether it was done. */
  repeat(config: C): 'safe' | 'ask';
  /** It needs a person: nothing answers for one. */
  readonly manual?: boolean;
  /** It acts on this machine, which is real in any world. */
  readonly local?: boolean;
  /** Looks, and changes nothing: whether the target is there and the step would be let. Without it that cannot be told. Throws what connecting throws. */
  permitted?(config: C, request: Pick<StepRequest, 'legacy'>, x: Context): Promise<Permission>;
  plan(config: C, legacy: Tagged): readonly Message[];
  /** The lines that a person types when Twinrun is down; words are quoted for a POSIX shell. */
  byHand(config: C, request: Pick<StepRequest, 'environment' | 'legacy'>): readonly string[];
  /** Never throws for what the step or its platform does. On abort of `x.signal` it stops what it started and ends as cancelled. */
  run(config: C, request: StepRequest, x: Context): Promise<StepEnd>;
  /** Finds what an attempt that nobody follows any more has started (`request.resumed` is set), and starts nothing. Without it, that stays unknown. */
  resume?(config: C, request: StepRequest, x: Context): Promise<StepEnd>;
}
