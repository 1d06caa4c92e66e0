import type { LoadedForRun, Rehearsal } from '../experiment/rehearsal.ts';
import type { Registries } from '../model/registries.ts';
import type { SoakRule } from '../model/soak.ts';
import type { Starters } from '../model/soak-record.ts';
import type { SealedRun, Store } from '../model/store.ts';
import type { World } from '../model/world.ts';
import type { FireJudgement } from './judge-fire.ts';

/** All that one call of a soak needs. */
export interface Soak {
  readonly loaded: LoadedForRun;
  readonly rule: SoakRule;
  readonly world: World;
  readonly registries: Registries;
  readonly store: Store;
  readonly versions: Rehearsal['versions'];
  /** Reads crontab and schedules: again for each fire, and at the end, for a call may wait long. */
  readonly readStarters: () => Promise<Starters>;
  /** How long to wait for a run whose deadline is not over, ms. */
  readonly waitMs: number;
  readonly hostWaitMs: number;
  /** Fires from then on that nobody judged are judged too; ms since 1970. */
  readonly since?: number;
  readonly listeners: Rehearsal['listeners'];
  readonly tell: (text: string) => void;
  /** Told of each fire that was judged, before it enters the ledger: for reports. */
  readonly onJudged?: (run: { readonly sealed: SealedRun; readonly judgement: FireJudgement }) => Promise<void>;
}
