import type { LoadedForRun } from '../experiment/rehearsal.ts';
import type { Registries } from '../model/registries.ts';
import type { Store } from '../model/store.ts';
import type { World } from '../model/world.ts';
import type { Variables } from '../scenario/variables.ts';
import type { Consent } from './consent.ts';
import type { KnownRollback } from './rollback-folder.ts';
import type { RollbackPlan } from './rollback-plan.ts';
import type { Settlement } from './settlements.ts';

/** All that one pass of a rollback, or of its drill, needs. */
export interface Rollback {
  readonly loaded: LoadedForRun;
  readonly plan: RollbackPlan;
  readonly world: World;
  readonly variables: Variables;
  readonly registries: Registries;
  readonly store: Store;
  /** The folder of runs on this machine. */
  readonly root: string;
  readonly consent: Consent;
  /** `user@host`, for journal and claims. */
  readonly by: string;
  readonly resume?: KnownRollback;
  /** Takes back what the earlier passes did, instead of going on. */
  readonly undo: boolean;
  readonly settlements: readonly Settlement[];
  readonly hostWaitMs: number;
  readonly tell: (text: string) => void;
}
