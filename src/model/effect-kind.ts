import type { Context } from './context.ts';
import type { Sighting } from './effect.ts';
import type { Schema } from './schema.ts';

/** What came of an attempt to write. */
export interface Attempt {
  readonly denied: boolean;
  /** What was tried, and what was answered. */
  readonly said: string;
}

/** Tries, with the login of a take, whether it could write the real target; in a way that changes nothing there even if it could. */
export interface EffectProof<C = unknown, P = unknown> {
  readonly config: Schema<P>;
  /** Throws `fence.unprovable` where no attempt without effect would tell, and what connecting throws. */
  attempt(target: C, config: P, x: Context): Promise<Attempt>;
}

/** Looks at the real target of one kind of effect; read-only. */
export interface EffectKind<C = unknown, P = unknown> {
  readonly kind: string;
  readonly target: Schema<C>;
  look(target: C, x: Context): Promise<readonly Sighting[]>;
  /** Absent where nothing can be tried without doing it. */
  readonly proof?: EffectProof<C, P>;
}
