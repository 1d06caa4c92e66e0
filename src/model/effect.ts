import type { ErrorData } from './error.ts';
import type { Tagged } from './schema.ts';
import type { Side } from './side.ts';

/** Something found at an effect's real target: a file, an object, the state of a table. */
export interface Sighting {
  readonly name: string;
  /** Bytes; messages of a queue. */
  readonly size: number;
  /** What stands for its content, where the target tells: a hash, an ETag. */
  readonly content?: string;
  /** ISO 8601, UTC, as far as the target tells. */
  readonly writtenAt?: string;
}

/** What lay at the real target before and after a rehearsal. Any change breaches the fence. Stored in `probes.json`. */
export interface EffectReading {
  readonly effect: string;
  readonly before: readonly Sighting[];
  readonly after: readonly Sighting[];
  readonly error?: ErrorData;
}

/** That a side was refused at the real target, before anything was started. Stored in `proofs.json`. */
export interface ProofReading {
  readonly effect: string;
  readonly side: Side;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** How it was refused. */
  readonly said: string;
}

/**
 * How it is proven that a side cannot write the real target. `login`: what a take logs in with, in the terms of the effect's kind. `run`: a command that tries it, run as
 * the take would be run; it must fail and print the words `says`.
 */
export type FenceProof = { readonly login: unknown } | { readonly run: Tagged; readonly says: string };

/** How one side is turned away from the real target. */
export interface Fence {
  /** Environment variables that point it at the decoy. */
  readonly fence: Readonly<Record<string, string>>;
  readonly proof?: FenceProof;
}

/** What a side does to the world outside, with its fence per side. */
export interface Effect {
  readonly kind: string;
  /** The real target, in the terms of the kind; absent when it cannot be looked at (then only the fence speaks). */
  readonly target?: unknown;
  readonly sides: Readonly<Partial<Record<Side, Fence>>>;
}
