import type { Context } from '../model/context.ts';
import type { OpenRun, SealedRun } from '../model/store.ts';
import { type EventStream, makeEventStream } from '../runtime/event-stream.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import { endLeft } from './end-left.ts';
import { Gathering } from './gather.ts';
import { takeHostLocks } from './host-locks.ts';
import { type EarlierWork, readEarlierWork } from './kept.ts';
import { outputDigests, previousOutputs } from './output-digests.ts';
import { planRehearsal } from './plan.ts';
import { proveFences } from './prove-fences.ts';
import { makeRunId, makeRunRecord } from './record.ts';
import { type Outside, type Rehearsal, type ResumedRun, runsNameOf, sidesOf } from './rehearsal.ts';
import { PLAN_FILE, requireLast, requireSame, runPlanOf } from './run-plan.ts';

/** A sealed run that is not judged yet. */
export interface SealedGathering {
  readonly sealed: SealedRun;
  readonly events: EventStream;
  readonly x: Pick<Context, 'clock' | 'secrets'>;
}

/**
 * Looks, takes, artifacts, seal; or what is left of these to do of a run whose process died. Call it with the scenario's lock held. On abort both sides are stopped and
 * the run is sealed as cancelled. Throws `host.busy`, `fence.not-proven`, `resume.…`, and faults of the harness.
 */
export async function gatherSealed(rehearsal: Rehearsal, outside: Outside): Promise<SealedGathering> {
  if (rehearsal.resume?.sealed === true) return await alreadySealed(rehearsal, rehearsal.resume, outside);
  const { run, events, x } = await gatherAlone(rehearsal, outside);
  events.emit({ type: 'step.intended', step: 'seal' });
  const sealed = await rehearsal.store.seal(run, x);
  events.emit({ type: 'step.finished', step: 'seal', outcome: { status: 'ok', text: `${sealed.seal.files.length} files` } });
  return { sealed, events, x };
}

/** A run whose process died between the seal and the ledger. */
async function alreadySealed(rehearsal: Rehearsal, { id }: ResumedRun, outside: Outside): Promise<SealedGathering> {
  const sealed = await rehearsal.store.complete(runsNameOf(rehearsal), id);
  const events = makeEventStream(id, outside, { write: async () => {} }, rehearsal.listeners);
  events.emit({ type: 'run.started', scenario: rehearsal.loaded.scenario.id, plan: planOf(rehearsal) });
  return { sealed, events, x: outside };
}

function planOf(rehearsal: Rehearsal) {
  return planRehearsal(rehearsal.loaded.scenario, rehearsal.registries, rehearsal.businessDate, sidesOf(rehearsal));
}

/** Everything up to the seal, while nobody else works on its hosts. */
async function gatherAlone(rehearsal: Rehearsal, outside: Outside): Promise<{ run: OpenRun; events: EventStream; x: Context }> {
  const { scenario } = rehearsal.loaded;
  const hosts = await takeHostLocks(rehearsal, outside);
  try {
    const { run, startedAt, earlier } =
      rehearsal.resume === undefined ? await begin(rehearsal, outside) : await goOn(rehearsal, rehearsal.resume, outside);
    const events = makeEventStream(run.id, outside, run.journal, rehearsal.listeners, earlier.entries.length);
    const x: Context = { ...outside, emit: events.emit, journal: run.journal };
    const plan = planOf(rehearsal);
    if (earlier.entries.length === 0) await events.record({ type: 'run.started', scenario: scenario.id, plan });
    else events.emit({ type: 'run.started', scenario: scenario.id, plan });
    const observations = await new Gathering(rehearsal, run, earlier, events, x).gather();
    const outcome = outside.signal.aborted ? 'cancelled' : 'completed';
    const outputs = { outputs: await outputDigests(run), ...(await previousOutputs(rehearsal, x)) };
    const times = { id: run.id, startedAt, finishedAt: outside.clock.now().toISOString(), outcome } as const;
    await run.writeJson('run.json', redactTexts(makeRunRecord(rehearsal, times, observations, outputs), outside.secrets));
    return { run, events, x };
  } finally {
    await hosts.release();
  }
}

interface Begun {
  readonly run: OpenRun;
  readonly startedAt: string;
  readonly earlier: EarlierWork;
}

/** What it is begun with is on disk before anything is started; and nothing is begun unless the fences are proven. */
async function begin(rehearsal: Rehearsal, outside: Outside): Promise<Begun> {
  const { scenario } = rehearsal.loaded;
  await endLeft(rehearsal, outside);
  const proofs = await proveFences(rehearsal, outside);
  const now = outside.clock.now();
  const run = await rehearsal.store.open(runsNameOf(rehearsal), makeRunId(now, outside.ids.unique()), outside);
  await run.writeJson('scenario.json', scenario);
  if (proofs.length > 0) await run.writeJson('proofs.json', { schema: 'twinrun.proofs/1', proofs });
  await run.writeJson(PLAN_FILE, runPlanOf(rehearsal, now.toISOString()));
  return { run, startedAt: now.toISOString(), earlier: { entries: [] } };
}

async function goOn(rehearsal: Rehearsal, { id, plan }: ResumedRun, outside: Outside): Promise<Begun> {
  requireSame(plan, rehearsal);
  await requireLast(rehearsal, id);
  const run = await rehearsal.store.resume(runsNameOf(rehearsal), id, outside);
  const earlier = await readEarlierWork(run);
  await run.journal.write({ type: 'run.resumed' });
  return { run, startedAt: plan.startedAt, earlier };
}
