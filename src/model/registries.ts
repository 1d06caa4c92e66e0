import type { Check } from './check.ts';
import type { Collector } from './collector.ts';
import type { EffectKind } from './effect-kind.ts';
import type { Probe } from './probe.ts';
import type { Runner } from './runner.ts';
import type { Schema } from './schema.ts';
import type { StepKind } from './step-kind.ts';

/** How an output's bytes become records; the reader itself lies in compare. */
export interface Format<C = unknown> {
  readonly kind: string;
  readonly config: Schema<C>;
}

/** Every kind by its name: what a scenario may choose from. Assembled in `src/kinds.ts`, handed down. */
export interface Registries {
  readonly runners: Readonly<Record<string, Runner>>;
  readonly collectors: Readonly<Record<string, Collector>>;
  readonly probes: Readonly<Record<string, Probe>>;
  readonly effects: Readonly<Record<string, EffectKind>>;
  /** Of playbooks. */
  readonly steps: Readonly<Record<string, StepKind>>;
  readonly formats: Readonly<Record<string, Format>>;
  readonly checks: Readonly<Record<string, Check>>;
}
