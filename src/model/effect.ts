import type { ErrorData } from './error.ts';
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

/** What a side does to the world outside, with its fence per side: environment variables that point it at the decoy. */
export interface Effect {
  readonly kind: string;
  /** The real target, in the terms of the kind; absent when it cannot be looked at (then only the fence speaks). */
  readonly target?: unknown;
  readonly sides: Readonly<Partial<Record<Side, { readonly fence: Readonly<Record<string, string>> }>>>;
}
