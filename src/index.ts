/**
 * The library: what the commands are made of. Rehearse with `rehearse`, judge a stored run with `openSealed`, `readStoredRun` and `judge`,
 * compare two files with `diffFiles`, two folders with `diffFolders`. Rules for checks of your own are exported by `twinrun/check`.
 */
export type { DiffDocument } from './compare/diff/diff-document.ts';
export { diffFiles } from './compare/diff/diff-files.ts';
export { diffFolders } from './compare/diff/diff-folders.ts';
export type { FolderDiffDocument } from './compare/diff/folder-document.ts';
export { makeStoreClient } from './connections/aws-clients.ts';
export { type Connections, makeConnections } from './connections/connections.ts';
export { makeS3Objects } from './connections/s3-objects.ts';
export type { RehearsalResult } from './experiment/conclude.ts';
export { readStoredRun, type StoredRun } from './experiment/evidence.ts';
export { type JudgeOptions, judge } from './experiment/judge.ts';
export { type Mask, makeMask } from './experiment/mask/make-mask.ts';
export { planRehearsal } from './experiment/plan.ts';
export type { Outside, Rehearsal } from './experiment/rehearsal.ts';
export { rehearse } from './experiment/rehearse.ts';
export { reportOf } from './experiment/report/report.ts';
export { armed, drillFacts } from './handbook/drill-proof.ts';
export { rollBack } from './handbook/rollback.ts';
export { planRollback } from './handbook/rollback-plan.ts';
export type { Rollback } from './handbook/rollback-request.ts';
export type { RollbackResult } from './handbook/rollback-result.ts';
export { makeRegistries } from './kinds.ts';
export type { Document } from './model/document.ts';
export { TwinrunError, TwinrunErrors } from './model/error.ts';
export type { RunEvent } from './model/event.ts';
export type { Registries } from './model/registries.ts';
export type { RunRecord, Seal } from './model/run.ts';
export type { Scenario } from './model/scenario.ts';
export type { Store } from './model/store.ts';
export type { Verdict } from './model/verdict.ts';
export type { World } from './model/world.ts';
export { systemClock } from './runtime/clock.ts';
export { randomIds } from './runtime/ids.ts';
export { makeLog } from './runtime/log.ts';
export { makeSecrets } from './runtime/secrets.ts';
export { loadScenario } from './scenario/load-scenario.ts';
export { makeVariables } from './scenario/variables.ts';
export { loadWorkspace } from './scenario/workspace.ts';
export { type SoakAnswer, soak } from './soak/soak.ts';
export type { Soak } from './soak/soak-call.ts';
export { soakRuleOf } from './soak/soak-rule.ts';
export { makeDiskStore } from './store/disk-store.ts';
export { assertIntact, openSealed } from './store/open-sealed.ts';
export { makeS3Store } from './store/s3/s3-store.ts';
