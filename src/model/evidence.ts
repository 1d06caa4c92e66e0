import type { Artifact, Missing } from './artifact.ts';
import type { EffectReading } from './effect.ts';
import type { Observation } from './observation.ts';
import type { PreparedTable } from './prepared-table.ts';
import type { ProbeReading } from './probe-reading.ts';
import type { OutputDigests } from './run.ts';
import type { Output } from './scenario.ts';

/** An artifact that lies readable on this machine. */
export interface EvidenceFile extends Artifact {
  /** Absolute path. */
  readonly file: string;
  /** Where its output's format is a table; made before the checks run and gone after them. */
  readonly table?: PreparedTable;
}

export interface SideEvidence {
  readonly observation: Observation;
  readonly artifacts: readonly EvidenceFile[];
  readonly missing: readonly Missing[];
  /** The sealed log (redacted), by absolute path; how complete it is says `observation.log`. */
  readonly log?: { readonly file: string };
}

/** What checks see of a natural run after the cutover: there is nothing to compare it with. */
export type AloneEvidence = Pick<EvidencePair, 'candidate' | 'outputs'>;

/** What checks see of one run: both sides, and what was read around them. */
export interface EvidencePair {
  readonly legacy: SideEvidence;
  readonly candidate: SideEvidence;
  readonly outputs: Readonly<Record<string, Output>>;
  readonly probes: readonly ProbeReading[];
  readonly effects: readonly EffectReading[];
  /** What the last run for another business date brought home, where there was one. */
  readonly previous?: OutputDigests;
}
