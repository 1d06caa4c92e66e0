import { makeRunId } from '../experiment/record.ts';
import type { Outside } from '../experiment/rehearsal.ts';
import type { ActsEnd } from '../handbook/act.ts';
import { changesOf, mayHaveActed, stateOf } from '../handbook/act-journal.ts';
import type { ActWork } from '../handbook/act-work.ts';
import { runActs } from '../handbook/run-acts.ts';
import type { Settlement } from '../handbook/settlements.ts';
import type { Registries } from '../model/registries.ts';
import type { Person } from '../model/step-kind.ts';
import type { Store } from '../model/store.ts';
import { sha256 } from '../runtime/hash.ts';
import { type CutoverFolder, type KnownCutover, keepResult, openCutover, reopenCutover } from './cutover-folder.ts';
import { type CutoverPlan, cutoverHash, STILL } from './cutover-plan.ts';
import type { CutoverResult } from './cutover-result.ts';

/** All that one pass of a cutover needs. It was agreed to before. */
export interface Cutover {
  readonly plan: CutoverPlan;
  readonly registries: Pick<Registries, 'steps' | 'probes'>;
  readonly store: Store;
  /** The folder of runs on this machine. */
  readonly root: string;
  readonly resume?: KnownCutover;
  /** The last step of this pass. */
  readonly until?: string;
  /** Takes the switch back, instead of going on. */
  readonly goBack: boolean;
  readonly approved: boolean;
  /** A person's words on steps whose end is not known. */
  readonly settlements: readonly Settlement[];
  readonly person?: Person;
  /** `user@host`. */
  readonly by: string;
  readonly tell: (text: string) => void;
}

/** In the journal before the first thing is taken back. */
const GOING_BACK = 'cutover.going-back';

/** The first act that changes anything outside. */
const SWITCH = /^(?:cron-claim|cron-off|schedule-on)-/;

/**
 * One pass: what is not done yet, in order. At the first red after the switch it goes back by itself; where it is not known what was done, it does nothing more and says what to look at.
 * Call it with the scenario's lock held. Throws only faults of the harness.
 */
export async function cutOver(cutover: Cutover, outside: Outside): Promise<CutoverResult> {
  const { resume, plan } = cutover;
  const id = resume?.id ?? makeRunId(outside.clock.now(), outside.ids.unique());
  const folder = await (resume === undefined ? openCutover(cutover.root, id, plan, outside) : reopenCutover(resume, outside));
  try {
    return await pass({ ...cutover, plan: folder.plan }, folder, outside);
  } finally {
    await folder.close();
  }
}

async function pass(cutover: Cutover, folder: CutoverFolder, outside: Outside): Promise<CutoverResult> {
  const { plan, store, by, tell } = cutover;
  const startedAt = outside.clock.now().toISOString();
  await folder.journal.write({ type: 'cutover.started', plan: cutoverHash(plan), by, goBack: cutover.goBack });
  for (const { act, as } of cutover.settlements)
    await folder.journal.write({ type: 'act.settled', act, as, by, text: `${by} says that it was ${as === 'done' ? 'done' : 'not done'}` });
  const work: ActWork = {
    ...{
      id: folder.id,
      folder: folder.folder,
      journal: folder.journal,
      registries: cutover.registries,
      legacy: plan.legacy,
      approved: cutover.approved,
      tell,
    },
    x: { ...outside, emit: () => {}, journal: folder.journal },
    ...(cutover.person === undefined ? {} : { person: cutover.person }),
  };
  // What was begun to be taken back is not gone on with: steps that the journal calls done may be undone by now.
  const goingBack = cutover.goBack || folder.journal.entries.some(({ type }) => type === GOING_BACK);
  if (!goingBack) await lookAgain(plan, folder);
  const ended = goingBack ? { status: 'failed' as const, results: [] } : await runActs(actsUntil(plan, cutover.until), work);
  const switched = plan.acts.some(({ id }) => SWITCH.test(id) && mayHaveActed(id, folder.journal.entries));
  const back = ended.status === 'failed' && switched ? await goBack(plan, work, tell) : undefined;
  const result: CutoverResult = {
    schema: 'twinrun.cutover/1',
    ...{ id: folder.id, scenario: plan.scenario, world: plan.world, startedAt, finishedAt: outside.clock.now().toISOString(), folder: folder.folder },
    ...conclusion(ended, back, switched, cutover),
    ...{ acts: ended.results, back: back?.results ?? [] },
  };
  const record = sha256(await keepResult(folder, result));
  const status =
    result.status === 'done'
      ? 'pass'
      : result.status === 'cancelled'
        ? 'cancelled'
        : result.status === 'stopped' || result.status === 'blocked'
          ? 'inconclusive'
          : 'fail';
  await store.ledger.append({
    type: 'cutover',
    at: result.finishedAt,
    scenario: plan.scenario,
    id: folder.id,
    world: plan.world,
    status,
    record,
    step: result.status,
    changes: changesOf(folder.journal.entries),
  });
  await folder.journal.write({ type: 'cutover.ended', status: result.status });
  return result;
}

/** That no fire is near held in an earlier pass: before anything is switched it is looked at in this one. */
async function lookAgain({ acts }: CutoverPlan, { journal }: CutoverFolder): Promise<void> {
  const looked = stateOf(STILL, journal.entries).kind === 'done';
  if (!looked || acts.some(({ id }) => /^(?:cron-off|schedule-on)-/.test(id) && mayHaveActed(id, journal.entries))) return;
  await journal.write({ type: 'act.settled', act: STILL, as: 'not-done', by: 'twinrun', text: 'it was looked at in an earlier pass' });
}

function actsUntil({ acts }: CutoverPlan, until: string | undefined): CutoverPlan['acts'] {
  const last = acts.findIndex(({ id }) => id === until);
  return last < 0 ? acts : acts.slice(0, last + 1);
}

/** What surely changed nothing need not be taken back; all else is, also where it failed: it may have done half of it. */
async function goBack({ back }: CutoverPlan, work: ActWork, tell: Cutover['tell']): Promise<ActsEnd> {
  tell('going back: legacy takes over again');
  await work.journal.write({ type: GOING_BACK });
  const acts = back.map((act) => {
    const of = act.id.replace('schedule-off', 'schedule-on').replace('cron-on', 'cron-off').replace('cron-unclaim', 'cron-claim');
    return mayHaveActed(of, work.journal.entries) ? act : { ...act, leftOut: `${of} changed nothing` };
  });
  // A cancel must not leave both sides off.
  return await runActs(acts, { ...work, x: { ...work.x, signal: new AbortController().signal } });
}

function conclusion(
  ended: Pick<ActsEnd, 'status' | 'next'>,
  back: ActsEnd | undefined,
  switched: boolean,
  { until, plan }: Cutover,
): Pick<CutoverResult, 'status' | 'next'> {
  const rollback = `twinrun rollback ${plan.scenario}`;
  if (back !== undefined && back.status !== 'done')
    return {
      status: 'blocked',
      next: `Going back did not come to its end: ${back.next ?? ''} Look at \`twinrun cutover ${plan.scenario} --status\` now.`,
    };
  if (back !== undefined) return { status: 'gone-back', next: `Legacy is switched on again. If its fire was missed meanwhile: ${rollback}` };
  if (ended.status === 'done')
    return until === undefined || until === plan.acts.at(-1)?.id
      ? { status: 'done' }
      : { status: 'stopped', next: `Go on with --resume; go back with --back.` };
  if (ended.status === 'cancelled')
    return {
      status: 'cancelled',
      next: switched ? 'Legacy may be off: go on with --resume, or go back with --back, before the next fire.' : 'Nothing was switched.',
    };
  if (ended.status === 'blocked') return { status: 'blocked', next: `${ended.next ?? ''} Or go back with --back.` };
  return { status: 'no-go', next: 'Nothing was switched: legacy runs as before. Mend what is red, then begin again.' };
}
