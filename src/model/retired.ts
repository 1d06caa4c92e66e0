import type { CronLineRef } from './cutover.ts';
import type { Statement } from './gate-policy.ts';

/** A batch that nobody needs, as validated: it has no sides, since it is stopped and not replaced. */
export interface RetiredBatch {
  readonly schema: 'twinrun.scenario/1';
  readonly id: string;
  readonly disposition: 'retire';
  readonly purpose: { readonly what: string; readonly why: string; readonly owner: string };
  /** What starts it, as its table says it. */
  readonly startedBy: string;
  readonly stopPlan: StopPlan;
}

/** How it ends: who agreed, who was told, what stops it, who would miss it, how it is started again. */
export interface StopPlan {
  readonly agreed: Statement;
  readonly told: readonly { readonly who: string /** `YYYY-MM-DD`. */; readonly on: string }[];
  /** Lines of crontabs that Twinrun switches off, or what a person does and takes back. */
  readonly stop: { readonly cron: readonly CronLineRef[] } | { readonly byHand: { readonly what: string; readonly undo: string } };
  readonly watch: { readonly days: number; readonly who: string; readonly where: string };
  readonly backups: { readonly what: string; readonly where: string /** Last day, `YYYY-MM-DD`. */; readonly until: string };
  /** That a person stopped it, where Twinrun did not. */
  readonly stopped?: Statement;
  /** That nobody missed it, once the days of the watch were over. */
  readonly watched?: Statement;
}
