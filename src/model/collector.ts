import type { Artifact } from './artifact.ts';
import type { Context } from './context.ts';
import type { Message } from './message.ts';
import type { Observation } from './observation.ts';
import type { Schema } from './schema.ts';
import type { Side, TakeId } from './side.ts';

export interface CollectRequest {
  readonly output: string;
  readonly side: Side;
  readonly take: TakeId;
  readonly observation: Observation;
  /** Absolute path of the run folder; artifacts' paths are relative to it. */
  readonly runFolder: string;
  /** Where to put the artifacts, relative to the run folder: `takes/legacy-1/artifacts/clients`. Exists already. */
  readonly folder: string;
}

/** Brings one output home intact: size and sha256 are verified against the source as far as it allows. */
export interface Collector<C = unknown> {
  readonly kind: string;
  readonly config: Schema<C>;
  plan(config: C): readonly Message[];
  /** Throws TwinrunError when the output is absent, changes while it is read, or arrives different. */
  collect(config: C, request: CollectRequest, x: Context): Promise<readonly Artifact[]>;
}
