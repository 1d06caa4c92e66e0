import type { Context } from '../../model/context.ts';
import type { EvidenceFile } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import type { Registries } from '../../model/registries.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { Status } from '../../model/status.ts';
import type { Store } from '../../model/store.ts';
import type { Variables } from '../../scenario/variables.ts';
import type { ActWork } from '../act-work.ts';
import type { Mode } from '../rollback-plan.ts';

/** What verifications look with. Nothing of it changes anything. */
export interface VerifyWork {
  readonly scenario: Scenario;
  readonly mode: Mode;
  readonly registries: Registries;
  readonly variables: Variables;
  readonly store: Store;
  readonly acts: ActWork;
  readonly x: Context;
  /** Of the legacy batch that was run again; undefined where no step ran it. */
  readonly rerun: Observation | undefined;
  /** The files of an output as they lie there now; brought home once. Throws what the collector throws, `rollback.no-place`. */
  readonly collect: (output: string) => Promise<readonly EvidenceFile[]>;
}

export interface Verified {
  readonly status: Status;
  readonly text: string;
}

/** How one kind of verification is done. Throws only what keeps it from looking. */
export type VerifyKind<C> = (config: C, work: VerifyWork) => Promise<Verified>;

/** For verifications that need the run of the legacy batch. */
export const NO_RERUN: Verified = { status: 'inconclusive', text: 'no step of this playbook ran the legacy batch here: look by hand' };
