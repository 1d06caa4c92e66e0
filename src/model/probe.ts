import type { Context } from './context.ts';
import type { Schema } from './schema.ts';

/** Reads a figure of the source, to tell whether the inputs moved around the takes; read-only. */
export interface Probe<C = unknown> {
  readonly kind: string;
  readonly config: Schema<C>;
  /** The figure as text; equal text means that the source did not move. */
  read(config: C, x: Context): Promise<string>;
}
