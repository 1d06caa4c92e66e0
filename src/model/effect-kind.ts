import type { Context } from './context.ts';
import type { Sighting } from './effect.ts';
import type { Schema } from './schema.ts';

/** Looks at the real target of one kind of effect; read-only. */
export interface EffectKind<C = unknown> {
  readonly kind: string;
  readonly target: Schema<C>;
  look(target: C, x: Context): Promise<readonly Sighting[]>;
}
