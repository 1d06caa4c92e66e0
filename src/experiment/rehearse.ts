import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import { SIDES, type Side } from '../model/side.ts';
import type { OpenRun } from '../model/store.ts';
import { type EventStream, makeEventStream } from '../runtime/event-stream.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import { conclude, type RehearsalResult } from './conclude.ts';
import { endLeft } from './end-left.ts';
import { Gathering } from './gather.ts';
import { takeHostLocks } from './host-locks.ts';
import { type EarlierWork, readEarlierWork } from './kept.ts';
import { scenarioMask } from './mask/scenario-mask.ts';
import { planRehearsal } from './plan.ts';
import { proveFences } from './prove-fences.ts';
import { makeRunId, makeRunRecord } from './record.ts';
import type { Outside, Rehearsal, ResumedRun } from './rehearsal.ts';
import { PLAN_FILE, requireLast, requireSame, runPlanOf } from './run-plan.ts';

/**
 * Rehearses one scenario, or goes on with a rehearsal whose process died: looks, takes, artifacts, seal, verdict, ledger. On abort both sides are stopped and the run is kept as cancelled.
 * Throws `lock.held` when somebody else is at this scenario, `host.busy`, and faults of the harness; what the batches do is in the verdict.
 */
export async function rehearse(rehearsal: Rehearsal, outside: Outside): Promise<RehearsalResult> {
  const { scenario } = rehearsal.loaded;
  for (const side of SIDES) {
    const { mode, reason } = scenario.rerun[side];
    if (mode === 'never' && scenario.sides[side].runner.kind !== 'observe') throw neverRerun(scenario.id, side, reason);
  }
  // Without the key, nothing is started: its outputs could not be judged.
  scenarioMask(scenario, outside.secrets);
  const lock = await rehearsal.store.lock(`scenario-${scenario.id}`, outside);
  try {
    if (rehearsal.resume?.sealed === true) return await concludeSealed(rehearsal, rehearsal.resume, outside);
    const { run, events, x } = await gatherAlone(rehearsal, outside);
    events.emit({ type: 'step.intended', step: 'seal' });
    const sealed = await rehearsal.store.seal(run, x);
    events.emit({ type: 'step.finished', step: 'seal', outcome: { status: 'ok', text: `${sealed.seal.files.length} files` } });
    return await conclude(rehearsal, sealed, events, x);
  } finally {
    await lock.release();
  }
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
    const plan = planRehearsal(scenario, rehearsal.registries, rehearsal.businessDate);
    if (earlier.entries.length === 0) await events.record({ type: 'run.started', scenario: scenario.id, plan });
    else events.emit({ type: 'run.started', scenario: scenario.id, plan });
    const observations = await new Gathering(rehearsal, run, earlier, events, x).gather();
    const outcome = outside.signal.aborted ? 'cancelled' : 'completed';
    const times = { id: run.id, startedAt, finishedAt: outside.clock.now().toISOString(), outcome } as const;
    await run.writeJson('run.json', redactTexts(makeRunRecord(rehearsal, times, observations), outside.secrets));
    return { run, events, x };
  } finally {
    await hosts.release();
  }
}

/** A run whose process died between the seal and the ledger. */
async function concludeSealed(rehearsal: Rehearsal, { id }: ResumedRun, outside: Outside): Promise<RehearsalResult> {
  const sealed = await rehearsal.store.complete(rehearsal.loaded.scenario.id, id);
  const events = makeEventStream(id, outside, { write: async () => {} }, rehearsal.listeners);
  events.emit({
    type: 'run.started',
    scenario: sealed.scenario,
    plan: planRehearsal(rehearsal.loaded.scenario, rehearsal.registries, rehearsal.businessDate),
  });
  return await conclude(rehearsal, sealed, events, outside);
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
  const run = await rehearsal.store.open(scenario.id, makeRunId(now, outside.ids.unique()), outside);
  await run.writeJson('scenario.json', scenario);
  if (proofs.length > 0) await run.writeJson('proofs.json', { schema: 'twinrun.proofs/1', proofs });
  await run.writeJson(PLAN_FILE, runPlanOf(rehearsal, now.toISOString()));
  return { run, startedAt: now.toISOString(), earlier: { entries: [] } };
}

async function goOn(rehearsal: Rehearsal, { id, plan }: ResumedRun, outside: Outside): Promise<Begun> {
  requireSame(plan, rehearsal);
  await requireLast(rehearsal, id);
  const run = await rehearsal.store.resume(rehearsal.loaded.scenario.id, id, outside);
  const earlier = await readEarlierWork(run);
  await run.journal.write({ type: 'run.resumed' });
  return { run, startedAt: plan.startedAt, earlier };
}

function neverRerun(id: string, side: Side, reason: string): TwinrunError {
  return new TwinrunError({
    code: 'rehearse.never-rerun',
    class: 'misuse',
    message: `${id} must not be rehearsed by starting it: rerun.${side} is never (${reason})`,
    expected: 'the runner observe, which starts nothing',
    received: 'a runner that starts it',
    fix: message(
      'rehearse.never-rerun.fix',
      'Such a batch can only be observed in its natural runs: give the side the runner observe. If it can be fenced after all, say so under rerun.',
    ),
  });
}
